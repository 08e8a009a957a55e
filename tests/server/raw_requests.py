#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bytes that are no proper request, on the program's sockets: raw_requests.py PROGRAM [--seeded] [--sanitized].

HTTP framing (FAULTS): some 300 requests that two programs could read differently, whole and in pieces, each with another
request behind it: one answer, an error, and the connection is closed; the second request is never answered. What is
allowed is answered, in pipelines and byte by byte. A client that nobody knows makes the server keep 64 KiB at most.

Path traversal (FAULTS): more than 300 ways to write a path out of somewhere, at every place that takes a name: never a
file, never an error of the server; and the server opens no file for any of them, as strace sees it.

With --seeded a lenient server, and one that serves files, take its place: each must be found out."""
import http.server
import os
import re
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

import served
from served import FOLDER, LONG

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"
CRLF = b"\r\n"


def get(headers=b"Host: h\r\n", target=b"/robots.txt"):
    return b"GET " + target + b" HTTP/1.1\r\n" + headers + CRLF


def post(headers, body):
    return b"POST /robots.txt HTTP/1.1\r\nHost: h\r\n" + headers + CRLF + body


def refused():
    """Each kind of ambiguity with the ways in which it is written."""
    chunks = b"0\r\n\r\n"
    for length in (b"5", b"0", b"6"):
        for coding in (b"chunked", b"CHUNKED", b"chunked ", b"\tchunked", b"x", b"identity", b"gzip, chunked", b"chunked, identity", b"\x0bchunked",
                       b'"chunked"', b"chunked;q=1", b""):
            for pair in ((b"Content-Length: " + length, b"Transfer-Encoding: " + coding), (b"Transfer-Encoding: " + coding, b"content-length: " + length)):
                yield "CL and TE", post(CRLF.join(pair) + CRLF, chunks)
    for one, other in ((b"5", b"6"), (b"6", b"5"), (b"5", b"5"), (b"0", b"5"), (b"5", b"0"), (b"5", b"+5"), (b"05", b"5"), (b"5", b"")):
        yield "two CL", post(b"Content-Length: " + one + CRLF + b"Content-Length: " + other + CRLF, b"hello")
        yield "two CL in one", post(b"Content-Length: " + one + b", " + other + CRLF, b"hello")
    for length in (b"-2", b"+2", b"0x2", b"2.0", b"2e0", b" ", b"2 2", b"2\t2", b"18446744073709551618", b"9" * 40, b"-18446744073709551614", b"two", b"\xd9\xa5", b"2;"):
        yield "a length that is none", post(b"Content-Length: " + length + CRLF, b"ab")
    for size in (b"-2", b"+2", b"10000000000000000", b"10000000000000002", b"ffffffffffffffff", b"8000000000000000", b"7fffffffffffffff", b"100000000", b"0x2", b"2h",
                 b" 2", b"2 ", b"\t2", b"", b"-0", b"2,", b"2\n", b"g"):
        yield "a chunk's size that is none", post(b"Transfer-Encoding: chunked\r\n", size + b"\r\nab\r\n0\r\n\r\n")
    for chunk in (b"2\nab\r\n0\r\n\r\n", b"2\r\nab\n0\r\n\r\n", b"2\r\nabc\r\n0\r\n\r\n", b"2\r\nab0\r\n\r\n", b"2\r\rab\r\n0\r\n\r\n", b"2\r\nab\r\n0\r\nno colon\r\n\r\n"):
        yield "a chunk that does not end", post(b"Transfer-Encoding: chunked\r\n", chunk)
    for coding in (b"gzip", b"gzip, chunked", b"chunked, gzip", b"chunked, chunked", b"identity", b"chunked\r\nTransfer-Encoding: chunked", b"x\r\nTransfer-Encoding: chunked"):
        yield "another coding", post(b"Transfer-Encoding: " + coding + CRLF, chunks)
    yield "a coding in HTTP/1.0", b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    for end in (b"\n", b"\r", b"\n\r", b"\r\r\n", b"\x00\r\n", b"\x85\r\n"[:1] + b"\n", b"\x0b\n", b"\x0c\n"):
        yield "bare LF", b"GET /robots.txt HTTP/1.1" + end + b"Host: h\r\n\r\n"
        yield "bare LF", b"GET /robots.txt HTTP/1.1\r\nHost: h" + end + b"X: y\r\n\r\n"
    yield "bare LF", b"GET /robots.txt HTTP/1.1\nHost: h\n\n"
    yield "bare LF", b"GET /robots.txt HTTP/1.1\r\nHost: h\r\n\n"
    yield "bare LF", b"GET /robots.txt HTTP/1.1\r\nHost: h\n\r\n"
    for fold in (b" ", b"\t", b"  \t", b" Y: z", b" Content-Length: 5", b"\tTransfer-Encoding: chunked"):
        yield "obs-fold", get(b"Host: h\r\nX: y\r\n" + fold + b"z\r\n")
        yield "obs-fold first", get(fold + b"z\r\nHost: h\r\n")
        yield "obs-fold of a length", post(b"Content-Length:\r\n" + fold + b"5\r\n", b"hello")
    for name in (b"Host ", b"Host\t", b"Content-Length ", b"Transfer-Encoding ", b"Transfer-Encoding\x0b", b"X ", b" X", b"X\x00", b"X(", b"X[", b"X\xff", b"", b"X Y", b"X\r"):
        yield "a space before the colon", get(b"Host: h\r\n" + name + b": 5\r\n")
        yield "a space before the colon", get(name + b": 5\r\nHost: h\r\n")
    for where in (b"GET /\x00 HTTP/1.1\r\nHost: h\r\n\r\n", b"GET / HTTP/1.1\x00\r\nHost: h\r\n\r\n", b"GET / HTTP/1.1\r\nHost: h\x00\r\n\r\n", b"G\x00T / HTTP/1.1\r\nHost: h\r\n\r\n",
                  b"GET / HTTP/1.1\r\nHo\x00st: h\r\n\r\n", b"\x00GET / HTTP/1.1\r\nHost: h\r\n\r\n", b"GET / HTTP/1.1\r\nHost: h\r\nX: \x00\r\n\r\n"):
        yield "NUL", where
    for byte in (b"\x01", b"\x08", b"\x1b[2J", b"\x7f", b"a\rb"):
        yield "a control character", get(b"Host: h\r\nX: a" + byte + b"z\r\n")
    for host in (b"", b"Host: a\r\nHost: b\r\n", b"Host: a\r\nhost: a\r\n", b"Host: a b\r\n", b"Host: a/b\r\n", b"Host: <a>\r\n", b"Host: a@b\r\n", b"Host: \"\r\n", b"Host: \xc3\xa4\r\n"):
        yield "no host, or two", get(host)
    for target in (b"robots.txt", b"http:///x", b"http://?x", b"ftp://h/x", b"//\x7f", b"/ x", b"/\xff", b"/\xe2\x80\xae", b"/<x>", b"/\"", b"/\\..\\x", b"/^", b"/`", b"/{x}", b"/|", b"/#x", b"*", b"h:80", b""):
        yield "a target that is none", get(target=target)
    for line in (b"GET", b"GET /", b"GET  / HTTP/1.1", b"GET / HTTP/1.1 ", b" GET / HTTP/1.1", b"GET /\tHTTP/1.1", b"GET / http/1.1", b"GET / HTTP/1", b"GET / HTTP/1.10", b"GET / HTTP/01.1",
                 b"GET / HTTP/2.0", b"GET / HTTP/1.2", b"GET / HTTP/0.9", b"GET / HTTQ/1.1", b"GET / HTTP 1.1", b"CONNECT h:443 HTTP/1.1", b"PRI * HTTP/2.0", b"\x16\x03\x01\x02\x00\x01", b"G[T / HTTP/1.1"):
        yield "a request line that is none", line + b"\r\nHost: h\r\n\r\n"
    yield "too much", get(b"Host: h\r\nX: " + b"a" * 20000 + CRLF)
    yield "too much", get(target=b"/" + b"a" * 20000)
    yield "too much", get(b"Host: h\r\n" + b"X: y\r\n" * 200)
    yield "too much", post(b"Content-Length: 40000\r\n", b"x")
    yield "too much", post(b"Transfer-Encoding: chunked\r\n", b"A000\r\n" + b"x" * 0xA000 + b"\r\n0\r\n\r\n")
    yield "too much", post(b"Transfer-Encoding: chunked\r\n", b"2;" + b"x" * 20000 + b"\r\nab\r\n0\r\n\r\n")
    yield "an expectation", post(b"Expect: nothing\r\nContent-Length: 2\r\n", b"ab")


ENDLESS = {"header without an end": (b"GET /robots.txt HTTP/1.1\r\nHost: h\r\nX: ", b"a" * 65536, 100),
           "a million header lines": (b"GET /robots.txt HTTP/1.1\r\nHost: h\r\n", b"X: y\r\n" * 10000, 100),
           "a request line without an end": (b"GET /", b"a" * 65536, 100),
           "a chunk's line without an end": (post(b"Transfer-Encoding: chunked\r\n", b"2;"), b"a" * 65536, 100),
           "trailers without an end": (post(b"Transfer-Encoding: chunked\r\n", b"0\r\n"), b"X: y\r\n" * 10000, 100)}

ALLOWED = [
    (get(), 1), (CRLF + get(), 1), (get(b"host:h\r\nX:\r\n"), 1), (get(b"Host: [::1]:80\r\n"), 1), (get(target=b"http://h/robots.txt"), 1),
    (get(target=b"http://h?x/y"), 1), (get(target=b"HTTP://other.example:80/robots.txt?x"), 1), (b"GET /robots.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 1),
    (post(b"Content-Length: 5\r\n", b"hello"), 1), (post(b"Content-Length: 32768\r\n", b"x" * 32768), 1),
    (post(b"Transfer-Encoding: chunked\r\n", b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n"), 1),
    (get() * 20, 20), ((get() + post(b"Content-Length: 5\r\n", b"hello") + post(b"Transfer-Encoding: chunked\r\n", b"1\r\na\r\n0\r\n\r\n") + get(target=b"/none")) * 4, 16),
    (get(target=FOLDER.encode() + b"/SHA256SUMS") * 3 + get(b"Host: h\r\nRange: bytes=0-1,1-5,0-9\r\n", FOLDER.encode() + b"/SHA256SUMS"), 4),
    (get(b"Host: h\r\nRange: bytes=" + b",".join(b"%d-" % i for i in range(1500)) + CRLF, FOLDER.encode() + b"/service-names-port-numbers.csv"), 1),
]


def answers_of(data, heads=()):
    """The statuses of the answers in these bytes."""
    statuses = []
    while data:
        head, separator, data = data.partition(b"\r\n\r\n")
        if not separator or not head.startswith(b"HTTP/1.1 "):
            raise ValueError(f"no answer: {head[:100]!r}")
        statuses.append(int(head[9:12]))
        length = re.search(rb"\r\nContent-Length: (\d+)", head)
        length = int(length[1]) if length and statuses[-1] not in (100, 204, 304) else 0
        if len(data) < length:
            raise ValueError("the connection closed in the middle of an answer")
        data = data[length:]
    return statuses


def say(port, data, piece=None, half=True):
    """Everything that the server answers until it closes. Half: we say that nothing more will come."""
    with socket.create_connection(("127.0.0.1", port), served.WAIT) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        told = b""
        try:
            for at in range(0, len(data), piece or len(data)):
                connection.sendall(data[at:at + (piece or len(data))])
            if half:
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(1 << 16):
                told += part
        except (ConnectionResetError, BrokenPipeError):
            pass
        return told


def framing(findings, port):
    cases = list(refused())
    findings.check(len(cases) >= 250, "fewer than 250 requests", len(cases))
    pieces = (None, 1, 7) if LONG else (None, 1)
    for what, request in cases:
        for piece in pieces:
            if piece and len(request) > 2000:
                continue
            # In pieces the first ones only: what comes behind the refusal would meet a closed connection.
            told = say(port, request + SMUGGLED, piece)
            where = f"{request[:120]!r} in pieces of {piece}"
            try:
                statuses = answers_of(told)
            except ValueError as problem:
                findings.check(False, f"{what}: {problem}", where)
                continue
            findings.check(len(statuses) == 1, f"{what}: not one answer", f"{statuses} {where}")
            findings.check(statuses[:1] and 400 <= statuses[0] < 600 and statuses[0] not in (404, 405, 500), f"{what}: not refused", f"{statuses} {where}")
            findings.check(b"Connection: close" in told or not told, f"{what}: the connection stays", where)
    return len(cases)


def endless(findings, port):
    """Refused long before the end, which never comes."""
    for what, (begin, more, times) in ENDLESS.items():
        with socket.create_connection(("127.0.0.1", port), served.WAIT) as connection:
            told, sent = b"", 0
            try:
                connection.sendall(begin)
                while sent < times and not select.select([connection], [], [], 0)[0]:
                    connection.sendall(more)
                    sent += 1
                told = connection.recv(1 << 16)
            except (ConnectionResetError, BrokenPipeError):
                told = told or b"reset"
            findings.check(told == b"reset" or re.match(rb"HTTP/1.1 4\d\d ", told), f"{what}: not refused", f"{sent} times: {told[:100]!r}")


def allowed(findings, port):
    for data, count in ALLOWED:
        for piece in (None, 1, 3, 1000):
            if piece and len(data) > 10000 * piece:
                continue
            told = say(port, data, piece)
            try:
                statuses = answers_of(told)
            except ValueError as problem:
                statuses = [str(problem)]
            findings.check(len(statuses) == count and set(statuses) <= {200, 404, 405, 416}, "an allowed request is not answered",
                           f"{data[:100]!r} in pieces of {piece}: {statuses}")


def memory(findings, program, ledger):
    """What connections of strangers make the server keep, each; of a new server each time, that has no memory to reuse."""
    many = 1000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    held = {"headers": b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 15900, "a body": post(b"Content-Length: 32768\r\n", b"a" * 32767),
            "chunks": post(b"Transfer-Encoding: chunked\r\n", b"7F00\r\n" + b"a" * 0x7EFF),
            "small chunks": post(b"Transfer-Encoding: chunked\r\n", b"1\r\na\r\n" * 8000), "an announced body": post(b"Content-Length: 32768\r\n", b"")}
    figures = []
    for what, data in held.items():
        with served.Server(program, ledger) as server:
            # The files are made in the background at first.
            server.client().ask(f"{FOLDER}/SHA256SUMS")
            before = server.memory()
            connections = []
            for _ in range(many):
                connections.append(socket.create_connection(("127.0.0.1", server.ports["http"]), served.WAIT))
                connections[-1].sendall(data)
            wait_until_read(connections)
            each = (server.memory() - before) / many / 1024
            figures.append(f"{what} {each:.0f} KiB")
            findings.check(each <= 64, f"{what}: more than 64 KiB for each connection", f"{each:.0f} KiB")
            for connection in connections:
                connection.close()
    return ", ".join(figures)


def wait_until_read(connections):
    """Until the other side has taken all bytes: none is left on the way or in its socket."""
    ports = {connection.getsockname()[1] for connection in connections}
    end = time.monotonic() + served.WAIT
    while time.monotonic() < end:
        waiting = 0
        with open("/proc/net/tcp") as file:
            for line in list(file)[1:]:
                words = line.split()
                if int(words[2].split(":")[1], 16) in ports or int(words[1].split(":")[1], 16) in ports:
                    waiting += sum(int(queue, 16) for queue in words[4].split(":"))
        if waiting == 0:
            return


# --- paths

def spellings():
    """Ways to write "one folder up" and the name of a file that is on every machine."""
    dots = ["..", "%2e%2e", ".%2e", "%2E.", "%252e%252e", "%25252e%25252e", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae", "%f0%80%80%ae%f0%80%80%ae", "%c0%2e%c0%2e", "..%00", "..;",
            "...", "....", ".%00.", "%ef%bc%8e%ef%bc%8e", "%uff0e%uff0e", "%u002e%u002e", "..%0a", "..%20", "~", "%7e", "."]
    slashes = ["/", "%2f", "%2F", "%252f", "%25252f", "%5c", "%255c", "%c0%af", "%c1%9c", "%e0%80%af", "//", "/./", "%2f%2f", "%ef%bc%8f", "%u2215", ";/"]
    files = ["etc/passwd", "proc/self/environ", "proc/self/maps"]
    for dot in dots:
        for slash in slashes:
            # Eight folders up is out of any place here.
            yield (dot + slash) * 8 + files[0].replace("/", slash)
    for file in files:
        for front in ("/", "//", "///", "file:///", "file:", "%2f", "%252f", "C:%5c", "%5c%5c127.0.0.1%5c", "/proc/self/root/", "/dev/fd/../../", "%00/", "./", "x/../../../../"):
            yield front + file
        for end in ("%00", "%00.csv", "%00.atom", ".atom", "%20", "/.", "/", "%2500.csv", "?", "%3f", "%23", ";x", "::$DATA"):
            yield "../../../../" + file + end


def places():
    """Every address that takes a name, and those whose siblings might be reached."""
    return ["/", "/assets/", FOLDER + "/", FOLDER + "/../", "/feeds/services/", "/feeds/contacts/", "/feeds/ports/", "/services/", "/contacts/", "/ports/", "/api/v1/services/",
            "/api/v1/contacts/", "/api/v1/ports/", "/api/v1/history/services/", "/records/", "/assets", FOLDER, "/favicon.svg/", "/.well-known/"]


QUERIES = ["/?as_of={}", "/api/v1/ports/1?as_of={}", FOLDER + "/service-names-port-numbers.csv?as_of={}", "/api/v1/diff?from={}&to={}", "/search?q={}", "/records?columns={}",
           "/api/v1/records.csv?columns={}", "/api/v1/changes?cursor={}"]
STOLEN = re.compile(rb"root:[^:\n]*:0:0:|PATH=/|/lib/x86_64|\.so(\.\d)?\n|ledger\.sqlite|SQLite format 3|-----BEGIN")


def paths():
    whole = list(spellings())
    some = whole if LONG else whole[::11] + whole[-90::2]
    for place in places():
        yield from (place + spelling for spelling in (whole if place in ("/", "/assets/", FOLDER + "/") else some))
    for query in QUERIES:
        yield from (query.format(spelling, spelling) for spelling in some)
    for front in ("http://registry.example", "http://127.0.0.1", "https://registry.example:443", "HTTP://x"):
        yield from (front + "/" + spelling for spelling in some[:60])
    for name in ("ledger.sqlite", "registry.lookup", "key", "ledger.key", ".git/config", "portolan", "state", "../ledger/ledger.sqlite", "fifo", "link", "service-names-port-numbers", "SHA256SUMS/",
                 "service-names-port-numbers.csv/", "service-names-port-numbers.csv%00", "service-names-port-numbers.csv%2f..%2f..", "service-names-port-numbers.CSV", "service-names-port-numbers..csv"):
        yield f"{FOLDER}/{name}"
        yield f"/assets/{name}"
        yield f"/{name}"


def traversal(findings, client):
    count = 0
    for target in paths():
        target = target.replace(" ", "%20")
        if re.search(r"[\"<>\\^`{|}#\x00-\x20]", target):
            continue  # refused by the grammar: among the raw requests
        count += 1
        answer = client.ask(target)
        findings.check(answer.status < 500, "an error of the server", f"{target}: {answer.status}")
        # 200 is for pages about what was asked, such as a search for those words.
        findings.check(not STOLEN.search(answer.body), "a file", f"{target}: {answer.body[:100]!r}")
        findings.check(answer.status in (200, 303, 308, 302, 301, 400, 404), "another status", f"{target}: {answer.status}")
        if answer.status == 200 and "?" not in target and not re.sub(r"https?://[^/]+", "", target, flags=re.I).rstrip("/"):
            continue  # the first page
        path = re.sub(r"^https?://[^/]+", "", target, flags=re.I).partition("?")[0]
        findings.check(answer.status != 200 or path.startswith(("/search", "/records")) or "?" in target or path in ("/",), "it is answered", f"{target}: {answer.body[:80]!r}")
    findings.check(count >= 300, "fewer than 300 paths", count)
    return count


OPENING = re.compile(r"^\d+ +(?:open|openat|openat2|creat|readlink|readlinkat|execve|stat|lstat|newfstatat|access|faccessat2?)\((.*)$")


def opened(findings, program, ledger, sanitized):
    """What the server opens while it is asked for all those paths: what it always opens, and nothing that was asked for."""
    if shutil.which("strace") is None:
        return "strace is missing: not looked at"
    log = f"{os.path.dirname(ledger)}/trace"
    before = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-e", "trace=%file", "-o", log]
    with served.Server(program, ledger, before=before, environment={"ASAN_OPTIONS": "detect_leaks=0"} if sanitized else {}) as server:
        client = server.client()
        client.ask("/marks-the-beginning")
        count = traversal(findings, client)
        # It is strace that we started; the server ends first, and strace behind it.
        children = open(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read().split()
        os.kill(int(children[0]), signal.SIGTERM)
        server.process.wait(served.WAIT)
    with open(log) as file:
        lines = [match[1] for line in file if (match := OPENING.match(line))]
    findings.check(lines, "strace saw nothing")
    if sanitized:  # it reads of itself what it needs to know
        lines = [line for line in lines if not re.match(r'(AT_FDCWD, )?"/proc/self/(maps|environ)"', line)]
    asked = [line for line in lines if re.search(r"passwd|environ|/maps|/\.\./|%2|\.git|fifo|/link\"", line)]
    findings.check(not asked, "it opened what was asked for", asked[:5])
    return f"{count} paths under strace, {len(lines)} calls that name files, {len(asked)} of them for what was asked"


# --- servers that do it wrong

class Lenient(http.server.BaseHTTPRequestHandler):
    """A reader that takes what it gets, and a server of files."""
    protocol_version = "HTTP/1.1"
    lenient = True

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0) if (self.headers.get("Content-Length") or "").isdigit() else 0
        self.rfile.read(length)
        path = urllib.parse.unquote(urllib.parse.unquote(self.path.partition("?")[0]))
        try:
            with open(os.path.realpath("/srv/www" + path), "rb") as file:
                body = file.read()
            status = 200
        except (OSError, ValueError):
            status, body = 404, b"no"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def seeded():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lenient) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        findings = served.Findings()
        try:
            for what, request in list(refused())[::9]:
                try:
                    statuses = answers_of(say(server.server_address[1], request + SMUGGLED))
                except ValueError:
                    statuses = []
                findings.check(statuses[:1] and statuses[0] >= 400 and statuses[0] not in (404, 405) and len(statuses) == 1, f"{what}: not refused")
            client = served.Client(server.server_address[1])
            for target in ("/../../../../../../etc/passwd", "/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/%252e%252e/%252e%252e/%252e%252e/etc/passwd"):
                findings.check(not STOLEN.search(client.ask(target).body), "a file", target)
            client.close()
        finally:
            server.shutdown()
            thread.join()
    for what in sorted(findings.kinds()):
        print(f"found: {what}")
    good = "a file" in findings.kinds() and len(findings.kinds()) >= 5
    print("the defects are found" if good else "NOT FOUND")
    return 0 if good else 1


def main(program, *modes):
    if "--seeded" in modes:
        return seeded()
    findings = served.Findings()
    with served.scratch() as folder:
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "excerpt-2024-07-01.xml")
        ledger = f"{folder}/ledger"
        served.import_files(program, ledger, source)
        # What a server of files would follow.
        os.symlink("/etc/passwd", f"{ledger}/link")
        os.mkfifo(f"{ledger}/fifo")
        with served.Server(program, ledger, words=["--limit", "connections=2000"]) as server:
            port = server.ports["http"]
            cases = framing(findings, port)
            endless(findings, port)
            allowed(findings, port)
            figures = "not measured" if "--sanitized" in modes else memory(findings, program, ledger)
            findings.check(server.client().ask("/healthz").status == 200, "the server is ill behind it")
            findings.check(server.end() == 0, "it ended with another status")
        words = opened(findings, program, ledger, "--sanitized" in modes)
    return findings.report(f"{cases} ambiguous requests; memory: {figures}; {words}")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
