# SPDX-License-Identifier: Apache-2.0
"""What every answer of the server has to be: its headers, and the form of its content.

Each function tells a Findings what is wrong. A skeleton is the form of a document without its words: of two answers made
in the same way from different data, the skeletons are the same."""
import csv
import html.parser
import io
import json
import re
import urllib.parse
import xml.etree.ElementTree as ET
import zlib

HOST = "http://registry.example"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "cite", "ping", "background"}
TEXT_TYPES = {"text/html", "text/plain", "text/csv", "application/atom+xml"}
DECLARED_TYPES = {"application/xml": "the document says it", "application/json": "always UTF-8 (RFC 8259)",
                  "application/problem+json": "likewise", "image/svg+xml": "XML", "text/javascript": "", "text/css": "",
                  "application/yaml": "likewise (RFC 9512)", "application/manifest+json": "likewise", "application/octet-stream": "bytes"}
# To those who may look from elsewhere, without what is secret; no header tells what the server is made of.
TELLTALE = {"server", "x-powered-by", "via", "x-runtime", "x-aspnet-version"}
ATOM = "{http://www.w3.org/2005/Atom}"


def policy(text):
    return {words[0].lower(): words[1:] for words in (part.split() for part in text.split(";")) if words}


# --- headers (what a browser is told)

def check_policy(findings, answer):
    texts = answer.all("Content-Security-Policy")
    if not findings.check(len(texts) == 1, "not one Content-Security-Policy", answer.target):
        return
    rules = policy(texts[0])
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        fallback = rules.get("default-src") if name == "object-src" else None
        findings.check(rules.get(name, fallback) == ["'none'"], f"the policy lets {name} through", answer.target)
    findings.check("form-action" in rules, "the policy lets forms go anywhere", answer.target)
    for name, sources in rules.items():
        for source in sources:
            own = source in ("'self'", "'none'") or source.startswith("'sha256-") or (name == "img-src" and source == "data:")
            findings.check(own, f"the policy has {name} {source}", answer.target)


def check_type(findings, answer):
    kind = answer.media_type()
    if not answer.body and answer.status in (204, 301, 302, 303, 304, 308):
        return
    findings.check(len(answer.all("Content-Type")) == 1, "not one Content-Type", answer.target)
    if kind.startswith("text/") and kind not in DECLARED_TYPES or kind in TEXT_TYPES:
        charset = re.search(r"charset=\"?([\w-]+)", answer.header("Content-Type"))
        findings.check(charset and charset[1].lower() == "utf-8", f"{kind} without its charset", answer.target)
    else:
        findings.check(kind in DECLARED_TYPES, f"an unexpected media type {kind}", answer.target)


def check_headers(findings, answer, secure=False):
    check_policy(findings, answer)
    check_type(findings, answer)
    has = lambda name, value: findings.check(answer.all(name) == [value], f"no {name}: {value}", f"{answer.status} {answer.target}")
    has("X-Content-Type-Options", "nosniff")
    has("Referrer-Policy", "same-origin")
    has("Cross-Origin-Opener-Policy", "same-origin")
    names = [key.lower() for key, _ in answer.headers]
    findings.check(not TELLTALE & set(names), "a header tells what the server is", f"{answer.target} {TELLTALE & set(names)}")
    findings.check(len(set(names)) == len(names), "a header twice", f"{answer.target} {names}")
    findings.check(all(re.fullmatch(r"[A-Za-z0-9-]+", key) and not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value) for key, value in answer.headers),
                   "a header that is none", f"{answer.target} {answer.headers}")
    hsts = answer.header("Strict-Transport-Security")
    findings.check(bool(re.search(r"max-age=\d{7,}", hsts)) if secure else not hsts, "Strict-Transport-Security over TLS and only there", answer.target)
    findings.check("set-cookie" not in names, "a cookie", answer.target)
    check_caching(findings, answer)
    if answer.status in (301, 302, 303, 307, 308):
        location = answer.header("Location")
        findings.check(re.fullmatch(r"/(?!/)[A-Za-z0-9/._~!$&'()*+,;=:@%?-]*", location), "a redirect that leads away", f"{answer.target}: {location}")


def check_caching(findings, answer):
    control = answer.header("Cache-Control")
    if answer.status in (200, 206, 304):
        live = "no-store" in control
        findings.check(live or re.fullmatch(r'"[^"]+"', answer.header("ETag")), "no strong entity tag", answer.target)
        findings.check(live or answer.header("Vary") == "Accept-Encoding", "no Vary: Accept-Encoding", answer.target)
        forever = answer.target.startswith("/assets/")
        findings.check(("immutable" in control) == forever, "assets, and nothing else, are immutable", answer.target)
    # Nobody keeps what is answered to OPTIONS (RFC 9110, section 9.3.7).
    findings.check(control or answer.method == "OPTIONS", "no Cache-Control", f"{answer.status} {answer.target}")
    if answer.status >= 400:
        findings.check("no-store" in control, "an error that may be kept", f"{answer.status} {answer.target}")


def check_forms(findings, client, answer):
    """The same answer by HEAD, compressed, and not at all because it is there already."""
    target, plain = answer.target, answer.without("date", "content-length", "etag", "content-encoding")
    head = client.ask(target, "HEAD")
    findings.check(head.status == answer.status and not head.body, "HEAD gives another answer", target)
    findings.check(head.without("date") == answer.without("date") or is_live(answer), "HEAD has other headers", target)
    if answer.status != 200 or is_live(answer):
        return
    tags = {answer.header("ETag")}
    for coding in ("gzip", "br", "zstd"):
        packed = client.ask(target, Accept_Encoding=coding)
        findings.check(packed.header("Content-Encoding") in (coding, ""), f"not {coding}, and not plain", target)
        findings.check(packed.without("date", "content-length", "etag", "content-encoding") == plain, "compressed it has other headers", target)
        if packed.header("Content-Encoding"):
            findings.check(packed.header("ETag") not in tags, "two forms with one strong tag", f"{target} {coding}")
            findings.check(len(packed.body) < len(answer.body), "compressed and not smaller", target)
            tags.add(packed.header("ETag"))
            head = client.ask(target, "HEAD", Accept_Encoding=coding)
            findings.check(head.without("date") == packed.without("date"), "HEAD has other headers", f"{target} {coding}")
            if coding == "gzip":
                findings.check(zlib.decompress(packed.body, 31) == answer.body, "compressed it is another content", target)
        else:
            findings.check(packed.body == answer.body and packed.header("ETag") in tags, "asked for compressed it is another content", target)
        same = client.ask(target, Accept_Encoding=coding, If_None_Match=packed.header("ETag"))
        check_not_modified(findings, same, packed)
    check_not_modified(findings, client.ask(target, If_None_Match=answer.header("ETag")), answer)
    other = client.ask(target, If_None_Match='"another"')
    findings.check(other.status == 200 and other.body == answer.body, "another tag does not give the content", target)


def check_not_modified(findings, same, whole):
    findings.check(same.status == 304 and not same.body, "its own tag does not give 304", same.target)
    for name in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy", "Last-Modified"):
        findings.check(same.header(name) == whole.header(name), f"304 has another {name}", same.target)


def is_live(answer):
    return "no-store" in answer.header("Cache-Control")


# --- contents

class Page(html.parser.HTMLParser):
    """A page taken apart, with what is wrong in its form."""
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.skeleton, self.problems, self.links, self.words, self.pairs = [], [], [], [], set()
        self.stack, self.ids, self.fragments = [], [], []
        for wrong in re.findall(r"<(?!/?[a-zA-Z][a-zA-Z0-9]*[\s/>]|!DOCTYPE html>).{0,40}", text):
            self.problems.append(f"a bare <: {wrong!r}")
        # In a script's or style's text none is a reference; there are no scripts' texts, and one style without any.
        for wrong in re.findall(r"&(?!#\d+;|#x[0-9a-fA-F]+;|[a-zA-Z]+;).{0,20}", text):
            self.problems.append(f"a bare &: {wrong!r}")
        self.feed(text)
        self.close()
        if self.stack:
            self.problems.append(f"elements that do not end: {self.stack}")
        if len(set(self.ids)) != len(self.ids):
            self.problems.append(f"an id twice: {sorted({i for i in self.ids if self.ids.count(i) > 1})[:3]}")
        self.problems += [f"a link to nothing: #{name}" for name in self.fragments if name not in set(self.ids) | {""}]

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        self.pairs |= {(tag, name) for name in names} | {(tag, "")}
        kept = {name: value for name, value in attributes if name in ("class", "type", "rel", "role", "data-island", "method", "name")}
        self.skeleton.append((tag, tuple(names), tuple(sorted(kept.items()))))
        if len(set(names)) != len(names):
            self.problems.append(f"an attribute twice: {tag} {names}")
        for name, value in attributes:
            self.attribute(tag, name, value or "")
        if tag == "script" and not dict(attributes).get("src", "").startswith("/assets/"):
            self.problems.append("a script that is not the site's own")
        if tag == "form":
            self.form = dict(attributes).get("action", "")
        if tag not in VOID:
            self.stack.append(tag)

    def attribute(self, tag, name, value):
        if name.startswith("on") or name in ("style", "srcdoc", "autofocus", "is"):
            self.problems.append(f"an attribute that acts: {tag} {name}")
        if name == "http-equiv" and value != "Content-Security-Policy":
            self.problems.append(f"a meta that acts: {value}")
        if name == "id":
            self.ids.append(value)
        if name not in ADDRESSES:
            return
        if not re.match(r"(/(?![/\\])|\?|#|https?://[\w.-]|mailto:|[\w.-]+$|$)", value) or re.search(r"[\x00-\x20\x7f]", value):
            self.problems.append(f"an address that is not safe: {tag} {name}={value[:80]!r}")
        if value.startswith("#"):
            self.fragments.append(urllib.parse.unquote(value[1:]))
        elif tag in ("a", "link", "script", "img"):
            self.links.append(value)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.problems.append(f"</{tag}> ends nothing")

    def handle_data(self, data):
        if self.stack and self.stack[-1] == "script" and data.strip():
            self.problems.append("a script inside the page")
        self.words.append(data)

    def handle_comment(self, data):
        self.problems.append(f"a comment: {data[:40]!r}")

    def handle_pi(self, data):
        self.problems.append(f"a processing instruction: {data[:40]!r}")

    def unknown_decl(self, data):
        self.problems.append(f"a declaration: {data[:40]!r}")

    def text(self):
        return "".join(self.words)


class Content:
    """What is in an answer: links that it has, its skeleton, what is wrong with it."""
    def __init__(self, answer):
        self.links, self.skeleton, self.problems, self.pairs, self.page, self.json = [], None, [], set(), None, None
        kind = answer.media_type()
        if answer.body:
            readers = {"text/html": self.html, "application/atom+xml": self.atom, "application/json": self.of_json,
                       "application/problem+json": self.of_json, "application/xml": self.xml, "text/csv": self.csv}
            try:
                readers.get(kind, lambda text: None)(answer.body.decode("utf-8") if kind != "application/octet-stream" else "")
            except (ValueError, ET.ParseError, csv.Error) as error:
                self.problems.append(f"it cannot be read as {kind}: {error}")
        for link in re.findall(r"<([^>]*)>", answer.header("Link")) + answer.all("Location"):
            self.links.append(link)

    def html(self, text):
        if not text.startswith("<!DOCTYPE html>"):
            self.problems.append("no doctype")
        self.page = Page(text)
        self.links, self.skeleton, self.pairs = self.page.links, self.page.skeleton, self.page.pairs
        self.problems += self.page.problems

    def atom(self, text):
        root = ET.fromstring(text)
        self.skeleton = [xml_form(root)]
        self.links += [link.get("href") for link in root.iter(f"{ATOM}link")]
        for content in root.iter(f"{ATOM}content"):
            inside = Page("<!DOCTYPE html>" + (content.text or ""))
            self.problems += [problem for problem in inside.problems if "a link to nothing" not in problem]
            self.skeleton.append(inside.skeleton)
            self.links += inside.links

    def of_json(self, text):
        def once(pairs):
            if len({key for key, _ in pairs}) != len(pairs):
                raise ValueError(f"a key twice: {[key for key, _ in pairs]}")
            return dict(pairs)
        self.json = json.loads(text, object_pairs_hook=once, parse_constant=lambda word: 1 / 0)
        self.skeleton = json_form(self.json)

    def xml(self, text):
        if not re.match(r"<\?xml version=['\"]1.0['\"] encoding=['\"]UTF-8['\"]", text):
            self.problems.append("XML that does not say its encoding")
        self.skeleton = xml_form(ET.fromstring(text))

    def csv(self, text):
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        self.skeleton = [rows[0]] + [len(row) for row in rows[1:]]
        self.csv_rows = rows


def xml_form(element):
    return (element.tag, tuple(sorted(element.keys())), tuple(xml_form(child) for child in element))


def json_form(value):
    if isinstance(value, dict):
        return {key: json_form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_form(item) for item in value]
    return type(value).__name__


def first_difference(one, other, path=""):
    """Where two skeletons part."""
    if isinstance(one, dict) and isinstance(other, dict) and set(one) == set(other):
        return next((found for key in one if (found := first_difference(one[key], other[key], f"{path}.{key}"))), "")
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        for i, (a, b) in enumerate(zip(one, other)):
            if a != b:
                return first_difference(a, b, f"{path}[{i}]")
        if len(one) != len(other):
            return f"{path}: {len(one)} and {len(other)} parts"
        return ""
    return "" if one == other else f"{path}: {str(one)[:120]} and {str(other)[:120]}"


def own_target(link, base):
    """The target that a link on the page of `base` leads to; nothing if it leads away."""
    joined = urllib.parse.urlsplit(urllib.parse.urljoin(HOST + base, link))
    if f"{joined.scheme}://{joined.netloc}" != HOST:
        return None
    return (joined.path or "/") + (f"?{joined.query}" if joined.query else "")
