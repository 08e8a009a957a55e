# SPDX-License-Identifier: Apache-2.0
"""Mail servers and a program for webhooks, for tests of what goes out.

  post_receivers.py FOLDER

Takes free ports of 127.0.0.1, prints one line with them ("smtp 40001 starttls 40002 smtps 40003 hook 40004") and listens
on them when it reads the line "up" on its standard input, which it answers with "up"; until then connections are
refused. It ends with its standard input, so that it never outlives the test. FOLDER gets ca.pem, which signed the
certificate of localhost.

What it takes it writes into FOLDER before it says so, a line each, with tabs between the fields and every other control
character escaped as in JSON: mails (receiver of the envelope, Message-ID, Subject, In-Reply-To, names of the
headers, body, how it came: plain or tls, user) and calls (path, Portolan-Event, Portolan-Delivery, whether the signature
is right, body). Headers are decoded, so what a mail program shows is compared.

Receivers that begin with gone-, spam- and busyN- are refused for good, refused behind the text, and told N times to come
later. starttls wants STARTTLS and the user portolan with the password harbour. Paths of hook: /failN answers 503 N times,
/statusN answers N, /redirect to /taken, /endless has no end, /silent never answers.
"""
import asyncio
import collections
import email
import email.policy
import http.server
import json
import logging
import os
import socket
import ssl
import subprocess
import sys
import threading
import warnings

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    print("missing", flush=True)
    sys.exit(0)

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
FOLDER = sys.argv[1]
SECRET = b"a secret of the harbour"
TRIES = collections.Counter()
LOCK = threading.Lock()


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=FOLDER, check=True, capture_output=True)


def make_certificates():
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *new, "-days", "2", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority")
    openssl("req", *new, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    with open(os.path.join(FOLDER, "names"), "w") as file:
        file.write("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "server.pem")


def note(name, *fields):
    line = "\t".join(json.dumps(str(field), ensure_ascii=False)[1:-1] for field in fields)
    with LOCK, open(os.path.join(FOLDER, name), "a", encoding="utf-8") as file:
        file.write(line + "\n")


def first_times(what, most):
    """True the first `most` times."""
    TRIES[what] += 1
    return TRIES[what] <= most


class Mailbox:
    def __init__(self, transport):
        self.transport = transport

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone-"):
            return f"550 5.1.1 <{address}> nobody lives here"
        if address.startswith("busy") and first_times(address, int(address[4])):
            return "451 4.2.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if envelope.rcpt_tos[0].startswith("spam-"):
            return "554 5.7.1 no, thank you"
        user = session.auth_data.login.decode() if getattr(session, "auth_data", None) else ""
        note("mails", ",".join(envelope.rcpt_tos), mail["Message-ID"], mail["Subject"], mail["In-Reply-To"] or "",
             " ".join(mail.keys()), mail.get_content().replace("\r\n", "\n"), self.transport, user)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, auth_data):
    good = auth_data.login == b"portolan" and auth_data.password == b"harbour"
    # Not handled here: the server says 535 itself.
    return AuthResult(success=good, handled=good, auth_data=auth_data)


# --- docs/post.md shows this function: it is tested here.
import hashlib
import hmac


def is_from_portolan(secret: bytes, body: bytes, header: str, now: int) -> bool:
    fields = dict(field.split("=", 1) for field in header.split(","))
    expected = hmac.new(secret, fields["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, fields["v1"]) and abs(now - int(fields["t"])) < 300
# ---


class Program(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = self.path
        if path.startswith("/silent"):
            return self.rfile.read(1)
        if path.startswith("/fail") and first_times(path, int(path[5])):
            return self.answer(503)
        header = self.headers["Portolan-Signature"]
        right = is_from_portolan(SECRET, body, header, int(header[2:header.index(",")]))
        note("calls", path, self.headers["Portolan-Event"], self.headers["Portolan-Delivery"],
             "right" if right else "wrong", body.decode())
        if path.startswith("/redirect"):
            return self.answer(302, ("Location", "/taken"))
        if path.startswith("/endless"):
            return self.endless()
        self.answer(int(path[7:10]) if path.startswith("/status") else 204)

    def do_GET(self):
        """Only who follows a redirect asks."""
        note("calls", self.path, "", "", "followed", "")
        self.answer(204)

    def answer(self, status, *headers):
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def endless(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 16384)
        except OSError:
            pass

    def log_message(self, *arguments):
        pass


def bound():
    """Nobody else gets the port, and nobody is let in."""
    # asyncio sends at once only where the protocol is named.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    return listener


def serve_hook(listener):
    server = http.server.ThreadingHTTPServer(listener.getsockname(), Program, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.daemon_threads = True
    server.server_activate()
    threading.Thread(target=server.serve_forever, daemon=True).start()


async def serve_mail(listeners, ready):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(os.path.join(FOLDER, "server.pem"), os.path.join(FOLDER, "server.key"))
    loop = asyncio.get_running_loop()

    def plain():
        return SMTP(Mailbox("plain"), hostname="localhost")

    def starttls():
        return SMTP(Mailbox("tls"), hostname="localhost", tls_context=tls, require_starttls=True,
                    authenticator=authenticate, auth_required=True)

    await loop.create_server(plain, sock=listeners["smtp"])
    await loop.create_server(starttls, sock=listeners["starttls"])
    await loop.create_server(lambda: SMTP(Mailbox("tls"), hostname="localhost"), sock=listeners["smtps"], ssl=tls)
    ready.set()
    await asyncio.Event().wait()


def main():
    make_certificates()
    listeners = {name: bound() for name in ("smtp", "starttls", "smtps", "hook")}
    print(" ".join(f"{name} {one.getsockname()[1]}" for name, one in listeners.items()), flush=True)
    for line in sys.stdin:
        if line.strip() == "up":
            ready = threading.Event()
            threading.Thread(target=lambda: asyncio.run(serve_mail(listeners, ready)), daemon=True).start()
            serve_hook(listeners["hook"])
            ready.wait()
            print("up", flush=True)


main()
