# SPDX-License-Identifier: Apache-2.0
"""The program as a server on loopback, and a client that says exactly what it is told to say."""
import contextlib
import http.server
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

LONG = os.environ.get("PORTOLAN_LONG") == "1"
FOLDER = "/assignments/service-names-port-numbers"
STEM = f"{FOLDER}/service-names-port-numbers"
WAIT = 120  # seconds after which nothing comes any more; under sanitizers much is slow


class Answer:
    def __init__(self, status, headers, body, target="", method="GET"):
        self.status, self.headers, self.body, self.target, self.method = status, headers, body, target, method

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        return ", ".join(self.all(name))

    def media_type(self):
        return self.header("Content-Type").split(";")[0].strip().lower()

    def text(self):
        return self.body.decode("utf-8")

    def with_headers(self, headers):
        return Answer(self.status, headers, self.body, self.target, self.method)

    def with_body(self, body):
        headers = [(k, str(len(body))) if k == "Content-Length" and self.method != "HEAD" else (k, v) for k, v in self.headers]
        return Answer(self.status, headers, body, self.target, self.method)

    def without(self, *names):
        """The headers but these, for comparing."""
        return [(key, value) for key, value in self.headers if key.lower() not in names]


class Client:
    """One connection, kept while the server keeps it. `tamper` changes answers: what a defect would have sent."""
    def __init__(self, port, tls=False, tamper=None):
        self.port, self.tls, self.tamper, self.socket, self.asked = port, tls, tamper, None, 0

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), WAIT)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self.tls:
            return plain
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain)

    def ask(self, target, method="GET", **headers):
        """Header names are written with underlines. `target` is sent as it is."""
        if self.socket is None:
            self.socket = self.connect()
        self.asked += 1
        if isinstance(target, str):
            target = target.encode("latin-1")
        headers.setdefault("Host", "registry.example")
        lines = [b"%s %s HTTP/1.1" % (method.encode(), target)]
        lines += [f"{name.replace('_', '-')}: {value}".encode() for name, value in headers.items()]
        self.socket.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
        answer = read_answer(self.socket, method)
        answer.target, answer.method = target.decode("latin-1"), method
        if answer.header("Connection").lower() == "close":
            self.close()
        return self.tamper(answer) if self.tamper else answer

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def read_answer(connection, method="GET"):
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(1 << 16)
        if not part:
            raise ConnectionError(f"the connection closed behind {data[:200]!r}")
        data += part
    head, data = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = [tuple(line.split(": ", 1)) if ": " in line else (line, "") for line in lines[1:]]
    status = int(lines[0].split()[1])
    length = next((int(value) for key, value in headers if key.lower() == "content-length"), 0)
    if method == "HEAD" or status in (204, 304):
        length = 0
    parts, have = [data], len(data)
    while have < length:
        part = connection.recv(1 << 20)
        if not part:
            raise ConnectionError("the connection closed in the middle of an answer")
        parts.append(part)
        have += len(part)
    body = b"".join(parts)
    if len(body) > length:
        raise ConnectionError(f"bytes behind the answer: {body[length:length + 100]!r}")
    return Answer(status, headers, body, method=method)


class Server:
    """`portolan serve`, ended with the block that it is made for. `addresses`: of http, https, whois: their ports."""
    def __init__(self, program, registry=None, words=(), before=(), tls=None, log=None, environment=()):
        self.ports = {}
        command = [*before, program, *(["-r", registry] if registry else []), "serve", "--listen", "127.0.0.1:0",
                   "--whois", "127.0.0.1:0", *words]
        if tls:
            command += ["--tls", "127.0.0.1:0", "--certificate", f"{tls}/c.pem", "--key", f"{tls}/k.pem"]
        if log:
            command += ["--access-log", log]
        read, write = os.pipe()
        self.process = subprocess.Popen(command, stderr=write, stdin=subprocess.DEVNULL, env={**os.environ, **dict(environment)})
        os.close(write)
        self.words = os.fdopen(read)
        wanted = {"http", "whois"} | ({"https"} if tls else set())
        while wanted - set(self.ports):
            line = self.words.readline()
            if not line:
                raise SystemExit(f"PROBLEM: the server did not start: {self.process.wait()}")
            if match := re.search(r"listening on (https?|whois)://127\.0\.0\.1:(\d+)", line):
                self.ports[match[1]] = int(match[2])

    def url(self, path=""):
        return f"http://127.0.0.1:{self.ports['http']}{path}"

    def client(self, **words):
        return Client(self.ports["https" if words.get("tls") else "http"], **words)

    def memory(self):
        """Resident, in bytes."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1]) * 1024

    def whois(self, question):
        with socket.create_connection(("127.0.0.1", self.ports["whois"]), WAIT) as connection:
            connection.sendall(question + b"\r\n")
            return b"".join(iter(lambda: connection.recv(1 << 16), b""))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(WAIT)
        self.words.close()
        return status


class Between:
    """A server that passes everything on to another, and changes requests' headers and answers: what a defect would do."""
    def __init__(self, port, request=lambda headers: headers, answer=lambda answer: answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                client = Client(port)
                headers = {k: v for k, v in self.headers.items() if k.lower() != "connection"}
                told = client.ask(self.path, self.command, **{k.replace("-", "_"): v for k, v in request(headers).items()})
                client.close()
                told = answer(told)
                self.send_response_only(told.status)
                for key, value in told.headers:
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(told.body)

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Findings:
    """What is wrong; the same thing of many addresses is told a few times only."""
    MOST = 8

    def __init__(self):
        self.all, self.checks = {}, 0

    def check(self, good, what, where=""):
        self.checks += 1
        if not good:
            self.all.setdefault(what, []).append(where)
        return good

    def kinds(self):
        return set(self.all)

    def report(self, summary):
        for what, places in self.all.items():
            for place in places[:self.MOST]:
                print(f"PROBLEM: {what}: {place}")
            if len(places) > self.MOST:
                print(f"PROBLEM: {what}: and {len(places) - self.MOST} more")
        print(f"{summary}, {self.checks} checks, {sum(map(len, self.all.values()))} problems")
        return 1 if self.all or self.checks == 0 else 0


@contextlib.contextmanager
def scratch():
    folder = tempfile.mkdtemp(prefix="portolan-test-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def import_files(program, folder, *files):
    """A ledger in `folder`, of these states."""
    done = subprocess.run([program, "-r", folder, "import", "--yes", *files], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"PROBLEM: import: {done.stderr}")


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=registry.example", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/k.pem", "-out", f"{folder}/c.pem"],
                   check=True, capture_output=True)
    return folder


def need(*tools):
    """Ends the test as skipped if the machine has not got them."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        print(f"skipped: needs {', '.join(missing)}")
        sys.exit(77)
