#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs that know nothing of portolan, against its server: clients.py PROGRAM FIXTURE.xml [--seeded].

curl, wget, whois, newsboat and Python's feedparser as Debian has them, programs that read IANA's CSV and XML by their
URL in the way in which those in use do, and another portolan as a client. Whatever of them is not installed is left
out, and said so; without curl, wget and whois the test is skipped.

With --seeded the answers pass a server in between that does one thing wrong: each must be noticed."""
import csv
import datetime
import email.utils
import hashlib
import html.parser
import io
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET

import served
from served import FOLDER, STEM

IANA = "{http://www.iana.org/assignments}"
ATOM = "{http://www.w3.org/2005/Atom}"
# No program of these may ask a proxy for what is on this machine.
QUIET = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")} | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}


def run(*words, cwd=None, environment=()):
    return subprocess.run(words, capture_output=True, cwd=cwd, env=QUIET | dict(environment), timeout=served.WAIT)


def content(path):
    with open(path, "rb") as file:
        return file.read()


def fetch(url, **headers):
    """As a program in Python does it, with nothing but a URL."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()}), timeout=served.WAIT) as answer:
        return answer.read()


# --- curl

def curl(*words, cwd=None):
    return run("curl", "-sS", "--noproxy", "*", *words, cwd=cwd)


def curl_whole(findings, url, folder, source):
    """Each file in each form that curl can take, HEAD, and what curl says of it."""
    for kind in ("xml", "csv", "txt", "xhtml", "json", "services", "lookup"):
        address = f"{url}{STEM}.{kind}"
        plain = curl("-f", address)
        findings.check(plain.returncode == 0 and plain.stdout, "curl: no file", kind)
        packed = curl("-f", "--compressed", "-w", "%{stderr}%{size_download}", address)
        findings.check(packed.stdout == plain.stdout, "curl --compressed: another file", kind)
        # The lookup file is not compressed: who maps it does not unpack it.
        findings.check(kind == "lookup" or int(packed.stderr) < len(plain.stdout), "curl --compressed: nothing saved", kind)
        for coding in ("gzip", "br", "zstd"):
            one = curl("-f", "--compressed", "-H", f"Accept-Encoding: {coding}", address)
            findings.check(one.stdout == plain.stdout, f"curl: another file as {coding}", kind)
        head = curl("-f", "-I", address).stdout.decode()
        findings.check(f"Content-Length: {len(plain.stdout)}\r\n" in head, "curl -I: another length", kind)
        old = curl("-f", "--http1.0", address)
        findings.check(old.stdout == plain.stdout, "curl --http1.0: another file", kind)
    findings.check(source["csv"] == curl("-f", f"{url}{STEM}.csv").stdout, "curl: not the CSV that `export` writes")
    findings.check(source["xml"] == curl("-f", f"{url}{STEM}.xml").stdout, "curl: not the XML that `export` writes")
    findings.check(curl("-f", "-L", f"{url}{FOLDER}").stdout == curl("-f", f"{url}{STEM}.xhtml").stdout, "curl -L: the folder is not its page")
    findings.check(curl("-f", f"{url}/none").returncode == 22, "curl -f: what is not there is no failure")
    done = curl("-f", "-Z", "--remote-name-all", *[f"{url}{STEM}.{kind}" for kind in ("xml", "csv", "txt")], cwd=folder)
    findings.check(done.returncode == 0 and content(f"{folder}/service-names-port-numbers.csv") == source["csv"], "curl -Z: not all files")


def curl_conditional(findings, url, folder):
    address, out, tag = f"{url}{STEM}.csv", f"{folder}/c.csv", f"{folder}/c.etag"
    curl("-f", "-R", "-o", out, "--etag-save", tag, address)
    whole = content(out)
    dated = re.search(r"\r\nLast-Modified: ([^\r]+)", curl("-f", "-I", address).stdout.decode())
    findings.check(dated and email.utils.parsedate_to_datetime(dated[1]).timestamp() == os.stat(out).st_mtime, "curl -R: the file has not the server's date")
    for words, name in ((("-z", out), "-z FILE"), (("--etag-compare", tag), "--etag-compare")):
        again = curl("-f", *words, "-o", f"{folder}/none", "-w", "%{http_code} %{size_download}", address)
        findings.check(again.stdout == b"304 0", f"curl {name}: fetched again what is the same", again.stdout)
    older = curl("-f", "-z", "Thu, 01 Jan 1970 00:00:00 GMT", address)
    findings.check(older.stdout == whole, "curl -z: not fetched what is newer")
    changed = curl("-f", "-H", 'If-None-Match: "another"', address)
    findings.check(changed.stdout == whole, "curl: not fetched what has another tag")


def curl_parts(findings, url, folder):
    address = f"{url}{STEM}.xml"
    whole = curl("-f", address).stdout
    middle = len(whole) // 2
    for part, expected in (("0-0", whole[:1]), ("0-99", whole[:100]), (f"{middle}-{middle + 9}", whole[middle:middle + 10]), (f"{middle}-", whole[middle:]), ("-7", whole[-7:]),
                           ("5-999999999", whole[5:])):
        got = curl("-f", "-r", part, "-w", "%{stderr}%{http_code}", address)
        findings.check(got.stdout == expected and got.stderr == b"206", "curl -r: another part", part)
    behind = curl("-r", f"{len(whole)}-", "-o", f"{folder}/none", "-w", "%{http_code}", address)
    findings.check(behind.stdout == b"416", "curl -r: a part behind the end", behind.stdout)
    with open(f"{folder}/partial.xml", "wb") as file:
        file.write(whole[:middle])
    done = curl("-f", "-C", "-", "-o", f"{folder}/partial.xml", "-w", "%{size_download}", address)
    findings.check(content(f"{folder}/partial.xml") == whole and int(done.stdout) == len(whole) - middle, "curl -C -: not resumed", done)
    packed = curl("-f", "--compressed", "-r", "0-99", address)
    findings.check(packed.stdout == whole[:100], "curl -r --compressed: a part of something else")


# --- wget

def wget_mirror(findings, url, folder, change):
    """The second run takes nothing; behind a change it takes the new file; and then nothing again."""
    os.mkdir(f"{folder}/wget")
    address, name = f"{url}{STEM}.csv", f"{folder}/wget/service-names-port-numbers.csv"
    take = lambda: run("wget", "--no-proxy", "-N", "-nv", address, cwd=f"{folder}/wget")
    first = take()
    before = content(name)
    stamp = os.stat(name).st_mtime
    findings.check(first.returncode == 0 and before == curl("-f", address).stdout, "wget -N: no file", first.stderr)
    second = take()
    findings.check(second.returncode == 0 and b"->" not in second.stderr, "wget -N: fetched again what is the same", second.stderr)
    change()
    third = take()
    after = content(name)
    findings.check(b"->" in third.stderr and after != before and after == curl("-f", address).stdout, "wget -N: the new state is not fetched", third.stderr)
    findings.check(os.stat(name).st_mtime > stamp, "wget -N: the new file is not newer")
    fourth = take()
    findings.check(b"->" not in fourth.stderr, "wget -N: fetched again behind a change", fourth.stderr)
    with open(f"{folder}/wget/part", "wb") as file:
        file.write(after[:1000])
    run("wget", "--no-proxy", "-c", "-nv", "-O", "part", address, cwd=f"{folder}/wget")
    findings.check(content(f"{folder}/wget/part") == after, "wget -c: not resumed")
    spider = run("wget", "--no-proxy", "--spider", "-nv", f"{url}/ports/1113", cwd=folder)
    findings.check(spider.returncode == 0, "wget --spider: a page is not there", spider.stderr)


# --- whois

def whois(findings, server):
    def ask(question):
        done = run("whois", "-h", "127.0.0.1", "-p", str(server.ports["whois"]), "--", question)
        return done.returncode, done.stdout.decode()

    for question, expected in (("1113/tcp", "service: *ltp-deepspace"), ("1113", "service: *ltp-deepspace"), ("proofd", "port: *1093"), ("PROOFD", "port: *1093"),
                               ("1100-1120", "service: *sacred"), ("free 8765/tcp", "^8765/tcp: free"), ("free 1113/tcp", "^1113/tcp: assigned"), ("help", "% .*"),
                               ("Stu_Mark", "Stu Mark"), ("licklider", "ltp-deepspace"), ("1113/tcp @2024-07-01", "service: *ltp-deepspace")):
        status, text = ask(question)
        findings.check(status == 0 and re.search(expected, text, re.M), "whois: not answered", f"{question}: {text[:200]!r}")
    for question in ("no-such-name-anywhere", "65000/sctp", "99999", "1113/none"):
        status, text = ask(question)
        findings.check(status == 0 and text.strip() and "service:" not in text, "whois: nothing is there, and it does not say so", f"{question}: {text[:200]!r}")


# --- programs that read IANA's files

def ports_of_csv(url):
    """As generators of tables do it: csv.DictReader over the lines, rows without a port or a transport left out."""
    lines = io.StringIO(fetch(url).decode("utf-8"), newline="")
    table = {}
    for row in csv.DictReader(lines):
        name, number, transport = row["Service Name"].strip(), row["Port Number"].strip(), row["Transport Protocol"].strip()
        if not name or not transport or not number:
            continue
        first, _, last = number.partition("-")
        for port in range(int(first), int(last or first) + 1):
            table.setdefault((port, transport), []).append((name, row["Description"].replace("\n", " ")))
    return table


def ports_of_bytes(url):
    """As old programs do it: they split lines and fields by hand and skip what they do not understand."""
    table = {}
    for line in fetch(url).decode("utf-8").split("\r\n")[1:]:
        fields = line.split(",")
        if len(fields) > 3 and re.fullmatch(r"\d+", fields[1]) and fields[0] and fields[2] in ("tcp", "udp", "sctp", "dccp"):
            table.setdefault((int(fields[1]), fields[2]), []).append((fields[0], fields[3]))
    return table


def ports_of_xml(url):
    """With the namespace of IANA's documents, record by record."""
    table = {}
    for _, element in ET.iterparse(io.BytesIO(fetch(url))):
        if element.tag != f"{IANA}record":
            continue
        text = lambda name: (element.findtext(f"{IANA}{name}") or "").strip()
        first, _, last = text("number").partition("-")
        if text("name") and text("protocol") and first:
            for port in range(int(first), int(last or first) + 1):
                table.setdefault((port, text("protocol")), []).append((text("name"), " ".join(text("description").split())))
        element.clear()
    return table


def ports_of_services(url, folder):
    """With the system's own reader of services(5), a program in C."""
    table = {}
    for line in fetch(url).decode().splitlines():
        words = line.partition("#")[0].split()
        if words:
            port, transport = words[1].split("/")
            table[int(port), transport] = [(name, "") for name in [words[0], *words[2:]]]
    return table


def readers(findings, url, folder):
    names = lambda table: {key: sorted({name for name, _ in value}) for key, value in table.items()}
    by_csv, by_xml = ports_of_csv(f"{url}{STEM}.csv"), ports_of_xml(f"{url}{STEM}.xml")
    findings.check(len(by_csv) > 80 and names(by_csv) == names(by_xml), "readers: CSV and XML give other tables", f"{len(by_csv)} {len(by_xml)}")
    for key, value in ports_of_bytes(f"{url}{STEM}.csv").items():
        findings.check({name for name, _ in value} <= {name for name, _ in by_csv.get(key, [])}, "readers: lines split by hand give another name", key)
    services = names(ports_of_services(f"{url}{STEM}.services", folder))
    findings.check({key: value for key, value in names(by_csv).items() if key in services} == {key: value for key, value in services.items() if key in by_csv} and services,
                   "readers: services(5) gives another table", len(services))
    head = fetch(f"{url}{STEM}.csv").decode().split("\r\n")[0]
    findings.check(head == "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification Date,Reference,Service Code,"
                           "Unauthorized Use Reported,Assignment Notes", "readers: other columns than IANA's", head)
    root = ET.fromstring(fetch(f"{url}{STEM}.xml"))
    people = {person.get("id") for person in root.iter(f"{IANA}person")}
    cited = {xref.get("data") for record in root.iter(f"{IANA}record") for xref in record.iter(f"{IANA}xref") if xref.get("type") == "person"}
    findings.check(root.tag == f"{IANA}registry" and people and cited <= people, "readers: people that are cited and not there", cited - people)
    findings.check(re.fullmatch(r"\d{4}-\d\d-\d\d", root.findtext(f"{IANA}updated") or ""), "readers: no date in the XML")
    sums = dict(reversed(line.split("  ")) for line in fetch(f"{url}{FOLDER}/SHA256SUMS").decode().splitlines())
    for name, digest in sums.items():
        findings.check(hashlib.sha256(fetch(f"{url}{FOLDER}/{name}")).hexdigest() == digest, "readers: a file that is not what SHA256SUMS says", name)
    return len(by_csv)


def another_portolan(findings, program, server, folder, date):
    """`update` of a second one from the first by URL alone, in each format that names its day, and `import` of what curl took."""
    tables, url = {}, server.url()
    safe = f"https://127.0.0.1:{server.ports['https']}"
    plain = run(program, "-r", f"{folder}/second", "update", "--yes", "--url", f"{url}{STEM}.xml")
    findings.check(plain.returncode != 0 and b"https" in plain.stderr, "portolan update: over plain HTTP", plain.stderr)
    for kind in ("xml", "json"):
        words = ("update", "--yes", "--ca-file", f"{folder}/c.pem", "--url", f"{safe}{STEM}.{kind}")
        place = f"{folder}/second-{kind}"
        done = run(program, "-r", place, *words)
        findings.check(done.returncode == 0, "portolan update: it failed", f"{kind}: {done.stderr}")
        again = run(program, "-r", place, *words)
        findings.check(again.returncode == 0 and b"record" not in again.stdout, "portolan update: something new where nothing is", f"{kind}: {again.stdout}")
        tables[kind] = run(program, "-r", place, "export", "-", "--to", "csv").stdout
    for kind in ("csv", "services", "lookup"):
        name = f"{folder}/taken.{kind}"
        curl("-f", "-o", name, f"{url}{STEM}.{kind}")
        if kind == "lookup":
            tables[kind] = run(program, "-r", name, "export", "-", "--to", "csv").stdout
        else:
            done = run(program, "-r", f"{folder}/third-{kind}", "import", "--yes", "--date", date, name)
            findings.check(done.returncode == 0, "portolan import: it failed", f"{kind}: {done.stderr}")
            if kind == "csv":
                tables[kind] = run(program, "-r", f"{folder}/third-{kind}", "export", "-", "--to", "csv").stdout
    whole = fetch(f"{url}{STEM}.csv")
    for kind, table in tables.items():
        findings.check(table == whole, "another portolan has another registry", kind)


# --- feeds

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def atom(findings, feed, text, url):
    """What RFC 4287 asks of a feed and of its entries; by section."""
    root = ET.fromstring(text)
    one = lambda element, name: findings.check(len(element.findall(ATOM + name)) == 1, f"Atom: not one {name} (4.1)", f"{feed} {element.tag}") and element.find(ATOM + name)
    findings.check(root.tag == f"{ATOM}feed" and text.startswith(b"<?xml"), "Atom: no feed (4.1.1)", feed)
    entries = root.findall(f"{ATOM}entry")
    ids = []
    for element in (root, *entries):
        name, title, updated = one(element, "id"), one(element, "title"), one(element, "updated")
        if name is None or title is None or updated is None:
            continue
        ids.append(name.text)
        findings.check(re.fullmatch(r"[a-z][a-z0-9+.-]*:[!-~]+", name.text or ""), "Atom: an id that is no IRI (4.2.6)", f"{feed}: {name.text}")
        findings.check((title.text or "").strip() and title.get("type", "text") in ("text", "html"), "Atom: a title that is none (4.2.14)", feed)
        findings.check(DATE.fullmatch(updated.text or "") and moment(updated.text), "Atom: a date that is none (3.3)", f"{feed}: {updated.text}")
        links = [(link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link")]
        findings.check(len(links) == len(set(links)) and all(link.get("href") for link in element.findall(f"{ATOM}link")), "Atom: a link twice, or without an address (4.2.7)", feed)
    findings.check(len(set(ids)) == len(ids), "Atom: an id twice (4.1.1)", f"{feed}: {sorted(i for i in ids if ids.count(i) > 1)[:2]}")
    authored = root.findall(f"{ATOM}author") or all(entry.findall(f"{ATOM}author") for entry in entries)
    findings.check(authored and all((author.findtext(f"{ATOM}name") or "").strip() for author in root.iter(f"{ATOM}author")), "Atom: no author (4.1.1)", feed)
    own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    findings.check(own == [url + feed], "Atom: no link to itself (4.2.7.2)", f"{feed}: {own}")
    base = root.get("{http://www.w3.org/XML/1998/namespace}base", url + feed)
    for entry in entries:
        body = entry.find(f"{ATOM}content")
        findings.check(body is not None and body.get("type") == "html" and (body.text or "").strip() and not list(body), "Atom: an entry without its content (4.1.3)", feed)
        pages = [urllib.parse.urljoin(base, link.get("href")) for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        findings.check(pages and all(page.startswith(url) for page in pages), "Atom: an entry without its page (4.1.2)", f"{feed}: {pages}")
        for page in pages[:1]:
            try:
                fetch(page.partition("#")[0])
            except urllib.error.HTTPError as error:
                findings.check(False, "Atom: an entry whose page is not there", f"{feed}: {page}: {error}")
    newest = [entry.findtext(f"{ATOM}updated") for entry in entries]
    findings.check(newest == sorted(newest, reverse=True) and (not newest or root.findtext(f"{ATOM}updated") == newest[0]), "Atom: not the newest first", feed)
    return ids[0] if ids else "", [entry.findtext(f"{ATOM}title") for entry in entries], ids


def moment(text):
    try:
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None


FEEDS = ["/feeds/changes.atom", "/feeds/ports/1113.atom", "/feeds/ports/1113/tcp.atom", "/feeds/ports/1100-1120.atom", "/feeds/services/proofd.atom", "/feeds/contacts/Nexum.atom"]


def feeds(findings, url, folder):
    """Each kind by the rules, and by readers that people have."""
    known = {}
    for feed in FEEDS:
        known[feed] = atom(findings, feed, fetch(url + feed), url)
    names = [name for name, _, _ in known.values()]
    findings.check(len(set(names)) == len(names), "Atom: two feeds with one id", names)
    findings.check(all(titles for _, titles, _ in known.values()), "Atom: a feed without entries", [feed for feed in FEEDS if not known[feed][1]])
    by_feedparser(findings, url, known)
    by_newsboat(findings, url, folder, known)
    page = Links(fetch(f"{url}/ports/1113").decode())
    findings.check("/feeds/ports/1113.atom" in page.feeds, "a page that names no feed to a browser", page.feeds)
    return known


class Links(html.parser.HTMLParser):
    """The feeds that a page offers to a browser."""
    def __init__(self, text):
        super().__init__()
        self.feeds = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        words = dict(attributes)
        if tag == "link" and words.get("rel") == "alternate" and words.get("type") == "application/atom+xml":
            self.feeds.append(words["href"])


def by_feedparser(findings, url, known):
    try:
        import feedparser
    except ImportError:
        print("left out: python3-feedparser is missing")
        return
    for feed, (_, titles, ids) in known.items():
        read = feedparser.parse(fetch(url + feed), response_headers={"content-location": url + feed, "content-type": "application/atom+xml; charset=utf-8"})
        findings.check(not read.bozo and read.version == "atom10", "feedparser: not well-formed Atom", f"{feed}: {read.get('bozo_exception')}")
        findings.check([entry.title for entry in read.entries] == titles and [entry.id for entry in read.entries] == ids[1:], "feedparser: other entries", feed)
        findings.check(all(entry.link.startswith(url) and entry.updated_parsed for entry in read.entries), "feedparser: entries without link or date", feed)


def by_newsboat(findings, url, folder, known):
    """It fetches all feeds into its cache; a second time, nothing is new."""
    if shutil.which("newsboat") is None:
        print("left out: newsboat is missing")
        return
    home = f"{folder}/newsboat"
    os.mkdir(home)
    for name, text in (("urls", "".join(f"{url}{feed}\n" for feed in known)), ("config", "max-items 0\nuse-proxy no\n")):
        with open(f"{home}/{name}", "w") as file:
            file.write(text)
    words = ("newsboat", "-u", f"{home}/urls", "-c", f"{home}/cache", "-C", f"{home}/config", "-x", "reload")
    unread = lambda: run(*words, "print-unread", cwd=home, environment={"HOME": home}).stdout.decode().strip()
    total = sum(len(titles) for _, titles, _ in known.values())
    for _ in range(2):
        told = unread()
        findings.check(told.startswith(f"{total} unread"), "newsboat: other entries", f"{told} of {total}")


# --- a browser

def browser(findings, url):
    """What Chromium makes of a page, of a feed and of the XML: a tree with the registry in it."""
    name = shutil.which("chromium")
    if name is None:
        print("left out: chromium is missing")
        return
    done = run(name, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--disable-background-networking", "--virtual-time-budget=5000", "--dump-dom", f"{url}/ports/1113")
    findings.check(b"ltp-deepspace" in done.stdout, "chromium: not the page", done.stdout[:300])


# --- all

def without(name):
    return lambda answer: answer.with_headers(answer.without(name))


def changed(pattern, put, suffix=""):
    return lambda answer: answer.with_body(re.sub(pattern, put, answer.body)) if answer.target.endswith(suffix) else answer


def deaf(words):
    """A server that does not listen to these headers."""
    return lambda headers: {key: value for key, value in headers.items() if not key.lower().startswith(words)}


def as_it_is(thing):
    return thing


# What each does to requests and to answers, and what has to notice.
DEFECTS = {
    "": (as_it_is, as_it_is, (curl_conditional, curl_parts, readers, feeds)),
    "no conditions": (deaf("if-"), as_it_is, (curl_conditional,)),
    "no parts": (deaf("range"), as_it_is, (curl_parts,)),
    "no dates": (as_it_is, without("last-modified"), (curl_conditional,)),
    "no coding named": (as_it_is, without("content-encoding"), (curl_whole,)),
    "one id for all": (as_it_is, changed(rb"<id>[^<]*</id>", b"<id>tag:x,2020:1</id>", ".atom"), (feeds,)),
    "no dates in feeds": (as_it_is, changed(rb"<updated>[^<]*</updated>", b"<updated>today</updated>", ".atom"), (feeds,)),
    "semicolons": (as_it_is, changed(b",", b";", ".csv"), (readers,)),
    "no namespace": (as_it_is, changed(b' xmlns="http://www.iana.org/assignments"', b"", ".xml"), (readers,)),
}


def import_state(program, ledger, fixture, folder, number):
    day = datetime.date(2024, 7, 1) + datetime.timedelta(days=number)
    text = content(fixture).decode().replace("<updated>2024-07-01</updated>", f"<updated>{day}</updated>", 1)
    name = f"{folder}/state-{number}.xml"
    with open(name, "w") as file:
        file.write(text.replace("<description>PROOFD</description>", f"<description>PROOFD, edition {number}</description>")
                   .replace("<description>Licklider Transmission", f"<description>Licklider {number} Transmission")
                   .replace("<description>SACRED", f"<description>SACRED {number}"))
    served.import_files(program, ledger, name)
    return day.isoformat()


def followed(server, position):
    """Waits until the server answers from a later state than that: what it says it does within a second."""
    client = server.client()
    while client.ask("/api/v1/registry").header("Portolan-Position") == position:
        pass
    client.close()


def seeded(server, source, folder):
    missed = []
    for defect, (request, answer, tests) in DEFECTS.items():
        findings = served.Findings()
        place = f"{folder}/seeded-{defect.replace(' ', '-')}"
        os.mkdir(place)
        with served.Between(server.ports["http"], request, answer) as url:
            try:
                for test in tests:
                    test(findings, url, place, *([source] if test is curl_whole else []))
            except (ET.ParseError, KeyError, ValueError) as problem:
                findings.check(False, f"a reader fails: {problem!r}")
        print(f"{defect or 'nothing wrong'}: {'; '.join(sorted(findings.kinds()))[:120] or 'nothing found'}")
        if bool(findings.kinds()) != bool(defect):
            missed.append(defect)
            findings.report("")
    print(f"{len(DEFECTS) - 1 - len(missed)} of {len(DEFECTS) - 1} defects found")
    return 1 if missed else 0


def main(program, fixture, mode=""):
    served.need("curl", "wget", "whois")
    findings = served.Findings()
    with served.scratch() as folder:
        ledger = f"{folder}/ledger"
        for number in range(3):
            date = import_state(program, ledger, fixture, folder, number)
        source = {kind: run(program, "-r", ledger, "export", "-", "--to", kind).stdout for kind in ("csv", "xml")}
        with served.Server(program, ledger, tls=served.make_certificate(folder)) as server:
            url = server.url()
            if mode == "--seeded":
                return seeded(server, source, folder)
            curl_whole(findings, url, folder, source)
            curl_conditional(findings, url, folder)
            curl_parts(findings, url, folder)
            whois(findings, server)
            rows = readers(findings, url, folder)
            another_portolan(findings, program, server, folder, date)
            known = feeds(findings, url, folder)
            browser(findings, url)
            client = server.client()
            position = client.ask("/api/v1/registry").header("Portolan-Position")

            def change():
                import_state(program, ledger, fixture, folder, 9)
                followed(server, position)
            wget_mirror(findings, url, folder, change)
            later = {feed: ET.fromstring(fetch(url + feed)) for feed in FEEDS}
            grown = [feed for feed in FEEDS if len(later[feed].findall(f"{ATOM}entry")) > len(known[feed][1])]
            findings.check({"/feeds/changes.atom", "/feeds/services/proofd.atom", "/feeds/ports/1113.atom"} <= set(grown), "a change without its entry", grown)
            findings.check(server.end() == 0, "the server ended with another status")
        with served.Server(program) as bundled:
            whois_of_bundled = bundled.whois(b"443/tcp").decode()
            findings.check("https" in whois_of_bundled, "whois: nothing without a ledger", whois_of_bundled[:200])
            for feed in ("/feeds/changes.atom", "/feeds/ports/443.atom", "/feeds/services/https.atom"):
                atom(findings, feed, fetch(bundled.url(feed)), bundled.url())
    return findings.report(f"{rows} ports by CSV and XML, {len(FEEDS)} feeds")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
