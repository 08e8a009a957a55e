#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every answer of the server, over a registry whose every text is an attack: crawl.py PROGRAM [--seeded] [--addresses=N].

Two servers are crawled side by side: one over the hostile registry, one over the same registry in harmless words. From
the first page, from every path of the API's description and from what strangers may ask, every link is followed, in
pages, feeds and headers, on both. Each answer must have its headers (FAULTS: response headers); the answers of the two
must have one and the same form (FAULTS: output injection), in HTML, Atom, JSON, XML, CSV, services(5), text and WHOIS.

With --seeded the answers are changed, one defect after the other, as a faulty server would send them: each must be
found. PORTOLAN_LONG=1 takes more than 500 attacks for every field instead of each once."""
import base64
import hashlib
import json
import re
import sys
import urllib.parse

import answers
import hostile
import served
from served import FOLDER, LONG, STEM

MOST = 16000 if LONG else 2600
FULLY = 2  # so many addresses of each kind are also asked for with HEAD, compressed, and again
FILES = ("xml", "csv", "txt", "xhtml", "json", "services", "lookup")
PAGES = ["/", "/search", "/ports/N", "/ports/N/tcp", "/services/X", "/contacts/X", "/records", "/map", "/statistics", "/changes", "/diff",
         "/pick", "/api", "/about", "/feeds/changes.atom", "/feeds/ports/N.atom", "/feeds/services/X", "/feeds/contacts/X", "/assets/X",
         "/favicon.svg", "/site.webmanifest", f"{FOLDER}/X"]
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def quote(text):
    return urllib.parse.quote(text, safe="")


def kind_of(target):
    """Addresses of one kind are answered by the same code."""
    path, _, query = target.partition("?")
    path = re.sub(r"^(/services|/contacts|/feeds/(?:services|contacts)|/assets|/api/v1/(?:services|contacts|history/\w+)|" + FOLDER + r")/.*",
                  r"\1/X", path)
    path = re.sub(r"\d+-\d+", "R", path)
    names = sorted({part.split("=")[0] for part in query.split("&") if part})
    return re.sub(r"\d+", "N", path) + ("?" + ",".join(names) if names else "")


class Crawl:
    """Both sites. `clients` are the hostile one's and the harmless one's."""
    def __init__(self, findings, clients, texts, most=None):
        self.findings, self.clients, self.texts, self.most = findings, clients, texts, most or MOST
        self.queue, self.seen, self.kinds, self.pairs, self.linked = [], set(), {}, (set(), set()), set()
        self.files = {}

    def add(self, evil, tame, linked=False):
        if linked:
            self.linked.add(kind_of(evil).partition("?")[0])
        if evil not in self.seen:
            self.seen.add(evil)
            self.queue.append((evil, tame))

    def run(self):
        at = 0
        while at < min(len(self.queue), self.most):
            self.visit(*self.queue[at])
            at += 1
        beyond = self.pairs[0] - self.pairs[1]
        self.findings.check(not beyond, "elements or attributes that no harmless page has", sorted(beyond)[:10])
        return at

    def visit(self, evil, tame):
        kind = kind_of(evil)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        first, second = self.clients[0].ask(evil), self.clients[1].ask(tame)
        check = self.findings.check
        check(first.status < 500 and first.status == second.status, "another status than for harmless words",
              f"{evil}: {first.status}, {tame}: {second.status}")
        contents = answers.Content(first), answers.Content(second)
        answers.check_headers(self.findings, first)
        if self.kinds[kind] <= FULLY:
            answers.check_forms(self.findings, self.clients[0], first)
        for problem in contents[0].problems:
            check(False, problem.split(":")[0], f"{evil}: {problem}")
        self.compare(evil, tame, *contents)
        for pairs, content in zip(self.pairs, contents):
            pairs |= content.pairs
        self.texts_of(first, second, contents)
        # In the order of the document, so that a link of the one is the link of the other.
        if len(contents[0].links) == len(contents[1].links):
            for one, other in zip(contents[0].links, contents[1].links):
                one, other = answers.own_target(one, evil), answers.own_target(other, tame)
                check((one is None) == (other is None), "a link that leads away from the site", evil)
                if one and other:
                    self.add(one, other, linked=True)

    def compare(self, evil, tame, first, second):
        if re.search("sort=-?name", evil) and isinstance(first.skeleton, dict):
            # The two are in another order by name.
            for content in (first, second):
                content.skeleton["records"] = sorted(content.skeleton["records"], key=str)
        if first.skeleton != second.skeleton:
            self.findings.check(False, "another form than for harmless words",
                                f"{evil} and {tame}: {answers.first_difference(first.skeleton, second.skeleton)}")

    def texts_of(self, first, second, contents):
        """What of the registry's texts has to be in there, and what its lines may hold."""
        check, evil = self.findings.check, first.target
        if (match := re.fullmatch(r"/ports/(\d+)", evil)) and first.status == 200:
            text = self.texts[int(match[1]) - 1] if int(match[1]) <= len(self.texts) else ""
            page = " ".join(contents[0].page.text().split()) if contents[0].page else ""
            check(page.count(" ".join(text.split())) >= 4, "a page without its texts as they are", evil)
        if match := re.fullmatch(r"/api/v1/ports/(\d+)", evil):
            told = contents[0].json and contents[0].json.get("records")
            at = int(match[1]) - 1
            check(at >= len(self.texts) or (told and told[0]["service_name"].split() == self.texts[at].split()), "JSON with another text", evil)
        if evil.startswith(f"{STEM}.xhtml") and first.status == 200:
            style = base64.b64encode(hashlib.sha256(re.search(b"<style>(.*)</style>", first.body, re.S)[1]).digest()).decode()
            check(f"style-src 'sha256-{style}'" in first.header("Content-Security-Policy"), "a style that is not the policy's", evil)
        if evil.startswith("/api/v1/records.csv") and first.media_type() == "text/csv":
            cells = [cell for row in getattr(contents[0], "csv_rows", []) for cell in row]
            bad = [cell[:40] for cell in cells if re.match("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]", cell)]
            check(cells and not bad, "cells that a spreadsheet would run", f"{evil}: {bad[:5]}")
        if first.media_type() == "text/plain":
            check(not CONTROLS.search(first.text()), "control characters in plain text", f"{evil}: {CONTROLS.search(first.text())}")
            # The text wraps its lines, and what has no width fits in more of it.
            wraps = evil.partition("?")[0] in ("/metrics", f"{STEM}.txt")
            check(wraps or first.text().count("\n") == second.text().count("\n"), "lines that came out of data", evil)
        if evil.startswith(f"{STEM}.services"):
            bad = [line for line in first.text().split("\n") if not re.fullmatch(r"(#.*|\s*|[^\s#]+\s+\d+/[a-z-]+(\s+[^\s#]+)*\s*(#.*)?)", line)]
            check(not bad, "services(5) with a line that is none", bad[:3])
        if evil.startswith(FOLDER) and "?" not in evil:
            self.files[evil.rpartition("/")[2]] = first.body


def api_targets(client, port, name, contact):
    """Each path of the API's description, and each with its parameters."""
    document = json.loads(client.ask("/api/v1/openapi.json").body)
    values = {"port": str(port), "transport": "tcp", "name": quote(name), "id": quote(contact)}
    for path, item in document["paths"].items():
        if "get" not in item or item["get"].get("x-needs-accounts"):
            continue  # what only reads, and is there everywhere
        target = re.sub(r"\{(\w+)\}", lambda part: values[part[1]], path)
        parameters = {p["name"]: p for p in (resolve(document, each) for each in item["get"].get("parameters", [])) if p["in"] == "query"}
        required = "&".join(f"{p}={fitting(path, p)}" for p in parameters if parameters[p].get("required"))
        yield target + (f"?{required}" if required else "")
        for parameter in parameters:
            value = fitting(path, parameter)
            yield target + "?" + (f"{required}&" if required and not parameters[parameter].get("required") else "") + f"{parameter}={value}"
            if parameter in ("q", "assignee"):
                continue  # what is found depends on the words
            # What nobody can mean, and what an attacker writes there.
            yield target + "?" + (f"{required}&" if required else "") + f"{parameter}=%22%3E%3Cscript%3E{parameter}%00"
            yield target + "?" + (f"{required}&" if required else "") + f"{parameter}=%22%3E%3Cscript%3E'%0d%0aX:1"


def resolve(document, item):
    return document["components"]["parameters"][item["$ref"].rpartition("/")[2]] if "$ref" in item else item


def fitting(path, parameter):
    return {"port": "7", "transport": "tcp", "transports": "tcp,udp", "status": "assigned", "range": "1-100" if "pick" in path else "system",
            "ports": "1-9", "assignee": "x", "sort": "-name", "columns": "service_name,description", "limit": "5", "cursor": "x", "q": "qqqq",
            "as_of": "2024-01-01", "since": "2024-01", "until": "@9", "from": "2024-01-01", "to": "2024-02-01", "name": "x", "user": "x",
            "count": "2", "allow": "system", "exclude": "1-3"}.get(parameter, "x")


def seeds(crawl, texts, tame):
    """Where the crawl begins; addresses that nothing links to."""
    both = lambda target: crawl.add(target, target)
    for target in ("/", "/robots.txt", "/healthz", "/readyz", f"{FOLDER}", f"{FOLDER}/SHA256SUMS", f"{FOLDER}/checkpoint"):
        both(target)
    for kind in FILES:
        both(f"{STEM}.{kind}")
        both(f"{STEM}.{kind}?as_of=2024-01-01")
    for query in ("?sort=-name&limit=500", "?columns=service_name,description,assignee,contact,assignment_notes,unauthorized_use,reference"):
        both("/records" + query)
        both("/api/v1/records.csv" + query.replace("&limit=500", ""))
    for target in ("/nothing", "/api/v1/nothing", "/api/nothing", "/ports/99999", "/ports/x", "/services/qqqq", "/contacts/qqqq", "/assets/none",
                   "/feeds/x.atom", "/feeds/services/none.atom", f"{FOLDER}/none", "/diff?from=x", "/?as_of=x", "/search?q=", "/%ff", "/%", "/?%zz=1",
                   "/api/v1/ports/1?as_of=x", "/api/v1/ports/1?nothing=1", "/records?columns=owned", "/ports/1?as_of=2024-01-01", "/ports/1-64",
                   "/contacts/x?as_of=@1", "/pick?name=x&count=5", "/search?q=zzzzzz", "/diff?from=2024-01-01&to=2024-02-01"):
        both(target)
    for evil, mild in zip(texts, tame):
        for path in ("/services/{}", "/feeds/services/{}.atom", "/api/v1/services/{}", "/api/v1/history/services/{}"):
            crawl.add(path.format(quote(evil)), path.format(quote(mild)))
        evil, mild = quote(hostile.one_line(evil)), quote(hostile.one_line(mild))
        for path in ("/contacts/{}", "/feeds/contacts/{}.atom", "/api/v1/contacts/{}", "/api/v1/history/contacts/{}"):
            crawl.add(path.format(evil), path.format(mild))
        # Words that are nowhere in either registry.
        for path in ("/nothing/{}", "/{}", "/diff?from={}", "/?as_of={}", "/records?status={}", "/assets/{}", "/api/v1/{}",
                     FOLDER + "/{}", "/feeds/{}", "/api/v1/ports/{}", "/api/v1/records?{}=1", "/api/v1/records?cursor={}"):
            crawl.add(path.format(evil), path.format(mild))
    for port in range(1, len(texts) + 1):
        for path in ("/ports/{}", "/api/v1/ports/{}", "/feeds/ports/{}.atom", "/api/v1/history/ports/{}"):
            both(path.format(port))


def searches(findings, client, texts):
    """What is found depends on the words; what is said of it is checked by itself."""
    for text in texts:
        for path in ("/search?q={}", "/services/no{}", "/contacts/no{}", "/records?q={}", "/records?assignee={}", "/pick?name={}&user={}", "/api/v1/search?q={}", "/api/v1/records.csv?q={}"):
            answer = client.ask(path.format(quote(text), quote(text)))
            findings.check(answer.status < 500, "an error of the server", answer.target)
            answers.check_headers(findings, answer)
            for problem in answers.Content(answer).problems:
                findings.check(False, problem.split(":")[0], f"{answer.target}: {problem}")


def requests_beyond(findings, client):
    """Other methods, parts, preconditions that fail: their answers have the same headers."""
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        for target in ("/", "/api/v1/ports/1", f"{STEM}.csv", "/healthz", "/nothing"):
            answer = client.ask(target, method)
            findings.check(answer.status in (204, 404, 405), "another method does something", f"{method} {target}: {answer.status}")
            answers.check_headers(findings, answer)
    target = f"{STEM}.csv"
    for status, headers in ((206, {"Range": "bytes=0-9"}), (206, {"Range": "bytes=-5"}), (416, {"Range": "bytes=99999999-"}),
                            (200, {"Range": "bytes=0-1,1-2,0-99"}), (412, {"If_Match": '"x"'}), (304, {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
                            (412, {"If_Unmodified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"}), (200, {"Range": "lines=1-2"})):
        answer = client.ask(target, **headers)
        findings.check(answer.status == status, "a condition or a part", f"{headers}: {answer.status}, not {status}")
        answers.check_headers(findings, answer)


def refusals(findings, server):
    """What the connection refuses before any page is asked has the same headers."""
    for request in (b"GET / HTTP/1.1\r\n\r\n", b"GET /<script> HTTP/1.1\r\nHost: h\r\n\r\n", b"GET / HTTP/3.1\r\nHost: h\r\n\r\n",
                    b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 20000 + b"\r\n\r\n", b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n",
                    b"GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: h\r\nExpect: x\r\nContent-Length: 1\r\n\r\n"):
        client = server.client()
        with client.connect() as connection:
            connection.sendall(request)
            answer = served.read_answer(connection)
        answer.target = repr(request[:40])
        findings.check(answer.status >= 400, "it was not refused", answer.target)
        answers.check_headers(findings, answer)


def whois(findings, servers, texts, tame):
    """Each line is `key: value` or begins with %, and the keys are those of the harmless registry."""
    questions = [(str(port),) * 2 for port in range(1, len(texts) + 1)] + [("help",) * 2, ("1-64",) * 2, ("free 1",) * 2]
    questions += [(hostile.one_line(one)[:250], hostile.one_line(other)[:250]) for one, other in zip(texts, tame)]
    for i, pair in enumerate(questions):
        told = [server.whois(question.encode()[:500]).decode() for server, question in zip(servers, pair)]
        findings.check(not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", told[0]), "WHOIS with control characters", pair[0])
        findings.check(told[0].count("\r\n") == told[0].count("\n") == told[0].count("\r"), "WHOIS with other line ends", pair[0])
        if i >= len(texts) + 3:
            continue  # searches find what they find
        keys = [[line.split(":")[0] if re.match(r"[a-z][a-z -]*:", line) else line[:1] for line in text.split("\r\n")] for text in told]
        findings.check(set(keys[0]) == set(keys[1]) and len(keys[0]) >= 2, "WHOIS with lines that came out of data", f"{pair[0]}: {set(keys[0]) ^ set(keys[1])}")


def sums(findings, files):
    lines = dict(reversed(line.split("  ")) for line in files.get("SHA256SUMS", b"").decode().splitlines())
    for name, digest in lines.items():
        findings.check(hashlib.sha256(files.get(name, b"")).hexdigest() == digest, "a file that is not what SHA256SUMS says", name)
    findings.check(len(lines) == len(FILES), "SHA256SUMS without all files", lines)


def log_lines(findings, path, asked):
    """One line of JSON for each request, whatever the request said."""
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    end = lines.pop()
    # What was refused before it was a request has a line, too.
    told = [line for line in lines if b'"method":"-","target":"-"' not in line]
    findings.check(end == b"" and len(told) == asked, "log lines that are not one for each request", f"{len(told)} of {asked}")
    for line in lines:
        findings.check(line.isascii() and json.loads(line).keys() == {"time", "peer", "method", "target", "status", "bytes", "microseconds", "agent"}
                       and not re.search(rb"[\x00-\x1f\x7f]", line), "a log line that is none", line[:200])


def over_tls(findings, server, kinds):
    client = server.client(tls=True)
    for target in kinds:
        answers.check_headers(findings, client.ask(target), secure=True)
    client.close()
    return client.asked


def ledgers(program, folder, texts):
    """Two states, so that there are histories and differences."""
    names = []
    for number, more in enumerate(("", " later"), 1):
        names.append(f"{folder}/{number}.xml")
        with open(names[-1], "w") as file:
            file.write(hostile.document(texts, f"2024-0{number}-01", more))
    served.import_files(program, f"{folder}/ledger", *names)
    return f"{folder}/ledger"


def digest_of(folder):
    with open(f"{folder}/ledger.sqlite", "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def whole(program, folders, texts, tame):
    findings = served.Findings()
    log = f"{folders[0]}/log"
    before = digest_of(f"{folders[0]}/ledger")
    with served.Server(program, f"{folders[0]}/ledger", tls=served.make_certificate(folders[0]), log=log) as evil, \
            served.Server(program, f"{folders[1]}/ledger") as mild:
        clients = evil.client(), mild.client()
        crawl = Crawl(findings, clients, texts)
        seeds(crawl, texts, tame)
        for target in api_targets(clients[0], 7, "qqqq", "qqqq"):
            crawl.add(target, target)
        # What is linked comes first: what only strangers ask must not use up the number of addresses.
        addresses = crawl.run()
        missing = [page for page in PAGES if page not in crawl.linked]
        findings.check(not missing, "kinds of pages that no link leads to", missing)
        sums(findings, crawl.files)
        searches(findings, clients[0], texts)
        requests_beyond(findings, clients[0])
        for text in texts:
            # A header with a control character is refused before anything is asked; that is no line of the log.
            if "\x7f" not in text:
                clients[0].ask("/ports/1", User_Agent=hostile.one_line(text), Referer="http://x.example/")
        firsts = {kind_of(target): target for target, _ in reversed(crawl.queue[:addresses])}
        tls = over_tls(findings, evil, firsts.values())
        whois(findings, (evil, mild), texts, tame)
        refusals(findings, evil)
        asked = clients[0].asked + tls
        status = evil.end()
    findings.check(status == 0, "it ended with another status", status)
    log_lines(findings, log, asked)
    findings.check(digest_of(f"{folders[0]}/ledger") == before, "asking changed the ledger")
    return findings.report(f"{addresses} addresses of {len(crawl.kinds)} kinds, {asked} requests, {len(texts)} attacks in every field")


# --- defects that must be found

def changed_body(change, kind="text/html"):
    def tamper(answer):
        changes = answer.media_type() == kind and answer.status == 200 and not answer.header("Content-Encoding")
        return answer.with_body(change(answer.body)) if changes else answer
    return tamper


def changed_headers(change):
    return lambda answer: answer.with_headers(change(answer))


def without(*names):
    return changed_headers(lambda answer: answer.without(*names))


def replaced(name, change):
    return changed_headers(lambda answer: [(k, change(v)) if k.lower() == name else (k, v) for k, v in answer.headers])


DEFECTS = {
    "no nosniff": without("x-content-type-options"),
    "no policy": without("content-security-policy"),
    "no referrer policy": without("referrer-policy"),
    "no opener policy": without("cross-origin-opener-policy"),
    "no tag": without("etag"),
    "no Vary": without("vary"),
    "no Cache-Control": without("cache-control"),
    "frames allowed": replaced("content-security-policy", lambda v: v.replace("frame-ancestors 'none'", "frame-ancestors *")),
    "inline scripts allowed": replaced("content-security-policy", lambda v: v.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")),
    "no charset": replaced("content-type", lambda v: v.split(";")[0]),
    "errors that may be kept": changed_headers(lambda a: [(k, "no-cache" if k == "Cache-Control" else v) for k, v in a.headers]),
    "a server that names itself": changed_headers(lambda a: a.headers + [("Server", "portolan/0.1.0")]),
    "one tag for all codings": replaced("etag", lambda v: re.sub(r"-(gzip|br|zstd)", "", v)),
    "a weak tag": replaced("etag", lambda v: "W/" + v),
    "HEAD without a length": changed_headers(lambda a: a.without("content-length") if a.method == "HEAD" else a.headers),
    "304 with another policy": changed_headers(lambda a: a.without("content-security-policy") + [("Content-Security-Policy", "default-src 'none'; "
                                               "base-uri 'none'; frame-ancestors 'none'; form-action 'none'")] if a.status == 304 else a.headers),
    "an open redirect": changed_headers(lambda a: a.without("location") + [("Location", "//evil.example/")] if 300 < a.status < 304 else a.headers),
    "HSTS without TLS": changed_headers(lambda a: a.headers + [("Strict-Transport-Security", "max-age=31536000")]),
    "500 instead of 404": lambda a: served.Answer(500, a.headers, a.body, a.target, a.method) if a.status == 404 else a,
    "< as it is": changed_body(lambda body: body.replace(b"&lt;", b"<")),
    "& as it is": changed_body(lambda body: body.replace(b"&amp;", b"&")),
    "quotes as they are": changed_body(lambda body: body.replace(b"&quot;", b'"').replace(b"&#34;", b'"')),
    "an element that does not end": changed_body(lambda body: body.replace(b"</main>", b"")),
    "a script of its own": changed_body(lambda body: body.replace(b"</main>", b"<script>1</script></main>")),
    "an address that acts": changed_body(lambda body: body.replace(b'href="/about"', b'href="javascript:alert(1)"')),
    "JSON as it is": changed_body(lambda body: body.replace(b'\\"', b'"'), "application/json"),
    "Atom as it is": changed_body(lambda body: body.replace(b"&lt;", b"<"), "application/atom+xml"),
    "content escaped once": changed_body(lambda body: body.replace(b"&amp;lt;", b"&lt;"), "application/atom+xml"),
    "CSV without quotes": changed_body(lambda body: body.replace(b'""', b'"'), "text/csv"),
    "formulas": changed_body(lambda body: body.replace(b"'=", b"=").replace(b"'@", b"@"), "text/csv"),
    "services with line ends": changed_body(lambda body: body.replace(b"evil", b"\nevil 1"), "text/plain"),
    "another dictionary": changed_body(lambda body: body.replace(b'"records"', b'"owned":1,"records"'), "application/json"),
}
FEW = ["/", "/ports/2", "/ports/3", "/ports/22", "/ports/34", "/ports/36", "/api/v1/ports/3", "/api/v1/ports/22", "/feeds/ports/2.atom", "/feeds/ports/3.atom", "/nothing",
       "/ports/00007", "/api/v1/records.csv", f"{STEM}.services", f"{STEM}.csv", "/search?q=7", "/about"]


def seeded(program, folders, texts):
    missed = []
    with served.Server(program, f"{folders[0]}/ledger") as evil, served.Server(program, f"{folders[1]}/ledger") as mild:
        def run(tamper):
            findings = served.Findings()
            crawl = Crawl(findings, (evil.client(tamper=tamper), mild.client()), texts, len(FEW))
            for target in FEW:
                crawl.add(target, target)
            crawl.run()
            return findings
        if run(None).report("without a defect"):
            return 1
        for name, tamper in DEFECTS.items():
            # A body that is changed in one form only is seen as that too; its own defect has to be seen.
            found = run(tamper).kinds() - {"compressed it is another content", "HEAD has other headers"} | (
                {"HEAD has other headers"} if name.startswith("HEAD") else set())
            print(f"{name}: {'; '.join(sorted(found))[:110] or 'NOT FOUND'}")
            if not found:
                missed.append(name)
    print(f"{len(DEFECTS) - len(missed)} of {len(DEFECTS)} defects found")
    return 1 if missed else 0


def main(program, *modes):
    global MOST
    MOST = next((int(mode[12:]) for mode in modes if mode.startswith("--addresses=")), MOST)
    texts, tame = hostile.pair(LONG)
    with served.scratch() as one, served.scratch() as other:
        ledgers(program, one, texts)
        ledgers(program, other, tame)
        return seeded(program, (one, other), texts) if "--seeded" in modes else whole(program, (one, other), texts, tame)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
