# SPDX-License-Identifier: Apache-2.0
"""A web server that misbehaves, for tests of what downloads.

  bad_server.py FOLDER

Makes certificates in FOLDER with the openssl command, listens on free ports of 127.0.0.1, prints one line with their
names ("good 40001 expired 40002 ... tls11 0", 0: cannot be done here) and serves until its standard input ends, so that
it never outlives the test. The path says what it does; GET /hits/PATH says how often PATH was asked for, and how. What
follows a question mark only makes another path that does the same. GET /file/NAME is the good one: the file of that
name in FOLDER/served as it is now, with validators, or 304.
"""
import collections
import email.utils
import gzip
import hashlib
import itertools
import os
import random
import socket
import ssl
import struct
import subprocess
import sys
import threading
import warnings

FOLDER = sys.argv[1]
DOCUMENT = "".join(f"{n},a line of a document that is long enough\n" for n in range(4000)).encode()
DATE = "Wed, 26 Feb 2025 08:00:00 GMT"
HITS = collections.Counter()
REQUESTS = {}
STOP = threading.Event()


# --- Certificates

def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], cwd=FOLDER, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"openssl {' '.join(arguments)}: {done.stderr}")


def write(name, text):
    with open(os.path.join(FOLDER, name), "w") as file:
        file.write(text)


def authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN=Test authority {name}")


def certificate(name, host, signer, dates=()):
    """openssl ca, because openssl 3.0's other commands cannot make a certificate of the past."""
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={host}")
    write(f"{name}.index", "")
    write(f"{name}.serial", f"{random.randrange(4096, 65536):04x}\n")
    write(f"{name}.cnf", f"""[ca]
default_ca = this
[this]
database = {name}.index
serial = {name}.serial
new_certs_dir = .
default_md = sha256
default_days = 2
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = DNS:{host}
""")
    openssl("ca", "-batch", "-config", f"{name}.cnf", "-cert", f"{signer}.pem", "-keyfile", f"{signer}.key",
            "-in", f"{name}.csr", "-out", f"{name}.pem", "-notext", *dates)


def make_certificates():
    authority("ca")
    authority("otherca")
    certificate("good", "localhost", "ca")
    certificate("expired", "localhost", "ca", ("-startdate", "20200101000000Z", "-enddate", "20210101000000Z"))
    certificate("othername", "elsewhere.example", "ca")
    certificate("unknownca", "localhost", "otherca")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout",
            "selfsigned.key", "-out", "selfsigned.pem", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost")


def context(name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(os.path.join(FOLDER, f"{name}.pem"), os.path.join(FOLDER, f"{name}.key"))
    return made


# --- What is sent

def head(status, *lines):
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def whole(connection, status, body, *lines):
    connection.sendall(head(status, f"Content-Length: {len(body)}", "Content-Type: text/csv", *lines) + body)


def drop(connection):
    """Ends without any goodbye: the other side sees the connection reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stay(connection):
    """Keeps the connection open until the other side has closed it."""
    try:
        while connection.recv(4096):
            pass
    except OSError:
        pass


def drip(connection, data, seconds):
    for byte in data:
        connection.sendall(bytes([byte]))
        if STOP.wait(seconds):
            return


# --- What is done for a path. Each gets the connection, the request's headers and how often the path was asked for.

def plain(connection, headers, hit):
    whole(connection, "200 OK", DOCUMENT, 'ETag: "v1"', f"Last-Modified: {DATE}")


def chunked(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked"))
    for start in range(0, len(DOCUMENT), 10000):
        connection.sendall(chunk(DOCUMENT[start:start + 10000]))
    connection.sendall(b"0\r\nX-Trailer: is no harm\r\n\r\n")


def gzipped(connection, headers, hit):
    if "gzip" not in headers.get("accept-encoding", ""):
        return whole(connection, "400 Bad Request", b"not asked for gzip")
    whole(connection, "200 OK", gzip.compress(DOCUMENT), "Content-Encoding: gzip")


def gzip_chunked(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked", "Content-Encoding: gzip"))
    for byte in gzip.compress(DOCUMENT[:2000]):
        connection.sendall(chunk(bytes([byte])))
    connection.sendall(b"0\r\n\r\n")


def gzip_members(connection, headers, hit):
    whole(connection, "200 OK", gzip.compress(DOCUMENT[:1000]) + gzip.compress(DOCUMENT[1000:]),
          "Content-Encoding: gzip")


def gzip_cut(connection, headers, hit):
    data = gzip.compress(DOCUMENT)
    whole(connection, "200 OK", data[:len(data) // 2], "Content-Encoding: gzip")


def gzip_flipped(connection, headers, hit):
    data = bytearray(gzip.compress(DOCUMENT))
    data[-6] ^= 1
    whole(connection, "200 OK", bytes(data), "Content-Encoding: gzip")


def gzip_no_gzip(connection, headers, hit):
    whole(connection, "200 OK", DOCUMENT, "Content-Encoding: gzip")


def gzip_of_nothing(connection, headers, hit):
    whole(connection, "200 OK", gzip.compress(b""), "Content-Encoding: gzip")


def gzip_bomb(connection, headers, hit):
    whole(connection, "200 OK", gzip.compress(bytes(50_000_000), 9), "Content-Encoding: gzip")


def gzip_endless_nothing(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked", "Content-Encoding: gzip"))
    members = chunk(gzip.compress(b"") * 1000)
    while not STOP.is_set():
        connection.sendall(members)


def brotli(connection, headers, hit):
    whole(connection, "200 OK", DOCUMENT, "Content-Encoding: br")


def etag(connection, headers, hit):
    if headers.get("if-none-match") == '"v1"':
        connection.sendall(head("304 Not Modified", 'ETag: "v1"'))
    else:
        plain(connection, headers, hit)


def etag_changed(connection, headers, hit):
    whole(connection, "200 OK", DOCUMENT, 'ETag: "v2"')


def dated(connection, headers, hit):
    if headers.get("if-modified-since") == DATE:
        connection.sendall(head("304 Not Modified"))
    else:
        whole(connection, "200 OK", DOCUMENT, f"Last-Modified: {DATE}")


def not_modified_unasked(connection, headers, hit):
    connection.sendall(head("304 Not Modified"))


def odd_validators(connection, headers, hit):
    whole(connection, "200 OK", DOCUMENT, f'ETag: "{"x" * 9000}"', "Last-Modified: a\x01b")


def cut(connection, headers, hit):
    connection.sendall(head("200 OK", f"Content-Length: {len(DOCUMENT)}") + DOCUMENT[:-1])


def cut_reset(connection, headers, hit):
    cut(connection, headers, hit)
    drop(connection)


def cut_once(connection, headers, hit):
    (cut if hit == 1 else plain)(connection, headers, hit)


def cut_chunked(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked") + chunk(DOCUMENT))


def cut_in_chunk(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked") + chunk(DOCUMENT)[:-100])


def cut_header(connection, headers, hit):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")


def cut_header_of_not_modified(connection, headers, hit):
    connection.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n')


def no_answer(connection, headers, hit):
    pass


def garbage(connection, headers, hit):
    connection.sendall(b"220 mail.example ESMTP\r\n")


def endless(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked"))
    data = chunk(b"x" * 16000)
    while not STOP.is_set():
        connection.sendall(data)


def endless_announced(connection, headers, hit):
    connection.sendall(head("200 OK", "Content-Length: 10000000000"))
    while not STOP.is_set():
        connection.sendall(b"x" * 16000)


def endless_error(connection, headers, hit):
    connection.sendall(head("403 Forbidden"))
    while not STOP.is_set():
        connection.sendall(b"x" * 16000)


def no_length(connection, headers, hit):
    connection.sendall(head("200 OK") + DOCUMENT)


def too_little_announced(connection, headers, hit):
    connection.sendall(head("200 OK", f"Content-Length: {len(DOCUMENT) - 1}"))
    connection.sendall(DOCUMENT)


def too_much_announced(connection, headers, hit):
    connection.sendall(head("200 OK", f"Content-Length: {len(DOCUMENT) + 1}") + DOCUMENT)


def too_little_kept_open(connection, headers, hit):
    connection.sendall(head("200 OK", "Connection: keep-alive", f"Content-Length: {len(DOCUMENT) // 2}"))
    connection.sendall(DOCUMENT)
    stay(connection)


def too_much_kept_open(connection, headers, hit):
    connection.sendall(head("200 OK", "Connection: keep-alive", f"Content-Length: {len(DOCUMENT) + 1}") + DOCUMENT)
    stay(connection)


def right_kept_open(connection, headers, hit):
    whole(connection, "200 OK", DOCUMENT, "Connection: keep-alive")
    stay(connection)


def right_without_goodbye(connection, headers, hit):
    whole(connection, "200 OK", DOCUMENT)
    connection.shutdown(socket.SHUT_RDWR)


def two_lengths(connection, headers, hit):
    whole(connection, "200 OK", DOCUMENT, "Content-Length: 10")


def negative_length(connection, headers, hit):
    connection.sendall(head("200 OK", "Content-Length: -1") + DOCUMENT)


def chunked_with_wrong_length(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked", "Content-Length: 100000") + chunk(DOCUMENT[:1000]) +
                       b"0\r\n\r\n")


def empty(connection, headers, hit):
    whole(connection, "200 OK", b"")


def empty_chunked(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked") + b"0\r\n\r\n")


def no_content(connection, headers, hit):
    connection.sendall(head("204 No Content"))


def partial(connection, headers, hit):
    whole(connection, "206 Partial Content", DOCUMENT[:100], f"Content-Range: bytes 0-99/{len(DOCUMENT)}")


def missing(connection, headers, hit):
    whole(connection, "404 Not Found", b"<p>no such page</p>")


def failing_twice(connection, headers, hit):
    if hit <= 2:
        return whole(connection, "500 Internal Server Error", b"<p>sorry</p>")
    plain(connection, headers, hit)


def failing(connection, headers, hit):
    whole(connection, "503 Service Unavailable", b"<p>sorry</p>")


def busy_once(connection, headers, hit):
    if hit == 1:
        return whole(connection, "429 Too Many Requests", b"", "Retry-After: 7")
    plain(connection, headers, hit)


def busy_for_a_day(connection, headers, hit):
    whole(connection, "429 Too Many Requests", b"", "Retry-After: 86400")


def busy_for_ever(connection, headers, hit):
    whole(connection, "429 Too Many Requests", b"", "Retry-After: 9223372036854775807")


def busy_until_long_ago(connection, headers, hit):
    if hit == 1:
        return whole(connection, "429 Too Many Requests", b"", f"Retry-After: {DATE}")
    plain(connection, headers, hit)


def redirect_loop(connection, headers, hit):
    whole(connection, "302 Found", b"<p>elsewhere</p>", "Location: /redirect_loop")


def redirect_to_plain(connection, headers, hit):
    whole(connection, "302 Found", b"", f"Location: http://localhost:{PORTS['plain']}/plain")


def redirect_to_file(connection, headers, hit):
    whole(connection, "302 Found", b"", f"Location: file://{FOLDER}/ca.pem")


def redirect_to_good(connection, headers, hit):
    whole(connection, "302 Found", b"", f"Location: https://localhost:{PORTS['good']}/plain")


def redirect_to_expired(connection, headers, hit):
    whole(connection, "302 Found", b"", f"Location: https://localhost:{PORTS['expired']}/plain")


def redirect_endless(connection, headers, hit):
    connection.sendall(head("302 Found", f"Location: https://localhost:{PORTS['good']}/plain"))
    while not STOP.is_set():
        connection.sendall(b"x" * 16000)


def redirect_nowhere(connection, headers, hit):
    whole(connection, "302 Found", b"<p>elsewhere</p>")


def slow(connection, headers, hit):
    """Slower than any stall limit of a test."""
    connection.sendall(head("200 OK", f"Content-Length: {len(DOCUMENT)}") + DOCUMENT[:1000])
    stay(connection)


def dripping(connection, headers, hit):
    """Never slow enough to stall."""
    connection.sendall(head("200 OK", f"Content-Length: {len(DOCUMENT)}"))
    drip(connection, DOCUMENT, 0.02)


def dripping_header(connection, headers, hit):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    drip(connection, b"X-Slow: " + b"x" * 100000, 0.02)


def silent(connection, headers, hit):
    stay(connection)


def header_flood(connection, headers, hit):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for n in range(10000):
        connection.sendall(b"X-Flood-%05d: %s\r\n" % (n, b"x" * 84))
    connection.sendall(b"Content-Length: 5\r\n\r\nhello")


def header_long_line(connection, headers, hit):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Flood: " + b"x" * 1_000_000 + b"\r\nContent-Length: 5\r\n\r\nhello")


def continue_flood(connection, headers, hit):
    while not STOP.is_set():
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def trailer_flood(connection, headers, hit):
    connection.sendall(head("200 OK", "Transfer-Encoding: chunked") + chunk(DOCUMENT) + b"0\r\n")
    for n in itertools.count():
        connection.sendall(b"X-Flood-%05d: %s\r\n" % (n, b"x" * 84))


PATHS = {name: value for name, value in list(globals().items())
         if callable(value) and getattr(value, "__code__", None) and value.__code__.co_varnames[:3] == (
             "connection", "headers", "hit")}


# --- Serving

def serve_file(connection, headers, name):
    path = os.path.join(FOLDER, "served", os.path.basename(name))
    if not os.path.isfile(path):
        return missing(connection, headers, 1)
    with open(path, "rb") as file:
        content = file.read()
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    if headers.get("if-none-match") == etag:
        return connection.sendall(head("304 Not Modified", f"ETag: {etag}"))
    modified = email.utils.formatdate(os.stat(path).st_mtime, usegmt=True)
    whole(connection, "200 OK", content, f"ETag: {etag}", f"Last-Modified: {modified}")


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(4096)
        if not piece:
            return None, {}
        data += piece
        if data.startswith(b"\x16"):
            return "tls_where_there_is_none", {}
    first, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {key.lower(): value.strip() for key, value in (line.split(":", 1) for line in lines)}
    return first.split(" ")[1].lstrip("/"), headers


def report_hits(connection, name):
    """What came with the newest request, one header in a line, below how many there were."""
    lines = [f"{HITS[name]}", *(f"{key}: {value}" for key, value in sorted(REQUESTS.get(name, {}).items()))]
    whole(connection, "200 OK", "\n".join(lines).encode())


def answer(connection):
    name, headers = read_request(connection)
    if name is None:
        return
    if name.startswith("hits/"):
        return report_hits(connection, name[5:])
    HITS[name] += 1
    REQUESTS[name] = headers
    if name.startswith("file/"):
        return serve_file(connection, headers, name[5:].split("?")[0])
    PATHS.get(name.split("?")[0], missing)(connection, headers, HITS[name])


def close(connection):
    """With TLS's own goodbye, so that only what a case leaves out is missing."""
    try:
        dropped = connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)[:4] != bytes(4)
        if isinstance(connection, ssl.SSLSocket) and not dropped:
            connection = connection.unwrap()
    except (OSError, ValueError):
        pass
    connection.close()


def serve_one(raw, tls):
    raw.settimeout(60)
    connection = raw
    try:
        if tls is not None:
            connection = tls.wrap_socket(raw, server_side=True)
        answer(connection)
    except OSError:
        pass
    finally:
        close(connection)


def hang_up(raw, tls):
    HITS["hang_up"] += 1
    raw.close()


def mute(raw, tls):
    stay(raw)
    raw.close()


def listen(tls, serve=serve_one):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            raw, _ = listener.accept()
            threading.Thread(target=serve, args=(raw, tls), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def listen_tls11():
    """TLS 1.1 and nothing newer; 0 where the local OpenSSL does not do that even with itself."""
    warnings.simplefilter("ignore", DeprecationWarning)
    try:
        server = context("good")
        server.set_ciphers("ALL:@SECLEVEL=0")
        server.minimum_version = ssl.TLSVersion.TLSv1_1
        server.maximum_version = ssl.TLSVersion.TLSv1_1
        port = listen(server)
        client = ssl.create_default_context(cafile=os.path.join(FOLDER, "ca.pem"))
        client.set_ciphers("ALL:@SECLEVEL=0")
        client.minimum_version = ssl.TLSVersion.TLSv1_1
        with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
            with client.wrap_socket(raw, server_hostname="localhost"):
                return port
    except (OSError, ValueError):
        return 0


make_certificates()
PORTS = {name: listen(context(name)) for name in ("good", "expired", "othername", "unknownca", "selfsigned")}
PORTS["plain"] = listen(None)
PORTS["hangup"] = listen(None, hang_up)
PORTS["mute"] = listen(None, mute)
PORTS["tls11"] = listen_tls11()
print(" ".join(f"{name} {port}" for name, port in PORTS.items()), flush=True)
sys.stdin.read()
STOP.set()
