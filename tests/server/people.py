# SPDX-License-Identifier: Apache-2.0
"""people.py PROGRAM [--seeded forget]: people and programs at a server, over real sockets.

A registry of one's own is served; programs apply, review, publish and claim through the API; mail goes to an SMTP
server and calls go to a program, both on loopback. Then the server is killed at random while programs claim, and those
that do not know whether theirs was done say it again under their key (fault 34): one claim each in the end.

With --seeded forget they say it again under another key: the double claims must be found. Needs python3-aiosmtpd; ends
with 77 without it.
"""
import csv
import hashlib
import hmac
import http.client
import http.server
import json
import os
import queue
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading

try:
    from aiosmtpd.controller import Controller
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

RULES = """name = "harbour"
title = "Ports of the harbour"
profile = "team"
[[range]]
name = "Services"
ports = "10000-29999"
procedures = ["Claim"]
[[range]]
name = "Gateways"
ports = "9000-9099"
procedures = ["Expert Review"]
[[expert]]
account = "eve"
transports = ["tcp"]
[roles]
operator = ["olga"]
"""
LONG = os.environ.get("PORTOLAN_LONG") == "1"
CUTS = 5000 if LONG else 60  # requests of which the answer is not awaited, or cannot come
PATIENCE = 60


class Problem(Exception):
    pass


def expect(holds, words):
    if not holds:
        raise Problem(words)


class Harbour:
    """The ledger, its people and its server."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.ledger = os.path.join(folder, "ledger")
        self.process = None
        self.port = None
        with open(os.path.join(folder, "harbour.toml"), "w", encoding="utf-8") as file:
            file.write(RULES)
        self.run("rules", os.path.join(folder, "harbour.toml"), "--yes")
        self.tokens = {}
        for name in ("ann", "eve", "olga"):
            self.run("user", "add", name, "--mail", f"{name}@harbour.example")
            self.tokens[name] = self.run(
                "token", "make", name, "--scope", "read,claim,apply,review,decide", "--for", "test"
            ).strip()

    def run(self, *words):
        done = subprocess.run(
            [self.program, "-r", self.ledger, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        expect(done.returncode in (0, 1), f"{words}: {done.returncode} {done.stderr}")
        return done.stdout

    def start(self, *options):
        self.process = subprocess.Popen(
            [self.program, "-r", self.ledger, "serve", "--listen", "127.0.0.1:0", *options],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            # Calls go through a proxy where the machine has one; this machine itself is reached without.
            env={**os.environ, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"},
        )
        for line in self.process.stderr:
            found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found[1])
                break
        else:
            raise Problem("the server did not start")
        self.drain = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.drain.start()

    def end(self, how=signal.SIGTERM):
        if self.process is not None:
            self.process.send_signal(how)
            status = self.process.wait(timeout=PATIENCE)
            self.process = None
            return status
        return 0

    def connection(self, timeout=PATIENCE):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def post(self, who, path, body, key=None):
        connection = self.connection()
        self.send(connection, who, path, body, key)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, json.loads(text)

    def send(self, connection, who, path, body, key=None):
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)

    def get(self, path):
        connection = self.connection()
        connection.request("GET", f"/api/v1{path}")
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        expect(answer.status == 200, f"{path}: {answer.status} {text}")
        return json.loads(text)


class Mailbox:
    def __init__(self):
        self.mails = queue.Queue()

    async def handle_DATA(self, server, session, envelope):
        self.mails.put((envelope.rcpt_tos[0], envelope.content.decode()))
        return "250 taken"


def mail_server(box):
    """On a port that is free: the controller takes none of the system's choice."""
    for _ in range(20):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        smtp = Controller(box, hostname="127.0.0.1", port=port)
        try:
            smtp.start()
            return smtp, port
        except OSError:
            continue
    raise Problem("no free port for the mail server")


class Called(http.server.BaseHTTPRequestHandler):
    calls = queue.Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Called.calls.put((self.headers["Portolan-Event"], self.headers["Portolan-Signature"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def signed(secret, signature, body):
    """As docs/post.md tells it."""
    parts = dict(part.split("=", 1) for part in signature.split(","))
    expected = hmac.new(secret.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"])


def word_goes_out(harbour):
    box = Mailbox()
    smtp, mail_port = mail_server(box)
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Called)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    secret = harbour.run("hook", "add", f"http://127.0.0.1:{receiver.server_address[1]}/").strip()
    harbour.start("--mail", f"smtp://127.0.0.1:{mail_port}", "--mail-from", "ports@harbour.example", "--mail-tls", "never",
                  "--public-url", "https://harbour.example")
    gate = {"service_name": "gate", "port_number": "Gateways", "transports": ["tcp"], "description": "A gate",
            "reference": "RFC6335", "reason": "clients"}
    status, made = harbour.post("ann", "/applications", gate)
    expect(status == 201, f"apply: {made}")
    at = f"/applications/{made['application']}"
    for who, what in (("eve", "take-review"), ("eve", "approve"), ("olga", "publish")):
        status, told = harbour.post(who, f"{at}/{what}", {})
        expect(status == 200, f"{what}: {told}")
    seen = []
    while not ({"eve@harbour.example", "olga@harbour.example"} <= {to for to, _ in seen}
               and any(to.startswith("ann@") and "9000" in text for to, text in seen)):
        seen.append(box.mails.get(timeout=PATIENCE))
    expect(all("https://harbour.example/applications/1" in text.replace("=\n", "") for _, text in seen),
           "a mail without a link")
    events = []
    while "published" not in events:
        event, signature, body = Called.calls.get(timeout=PATIENCE)
        expect(signed(secret, signature, body), "a call that is not signed")
        expect(json.loads(body)["application"] == 1, f"a call about something else: {body}")
        events.append(event)
    expect(harbour.end() == 0, "the server did not end")
    smtp.stop()
    receiver.shutdown()
    print(f"{len(seen)} mails, {len(events)} calls: {', '.join(events)}")


def claim_in_doubt(harbour, seed, forgets):
    """Whoever does not know whether it was done says it again."""
    chance = random.Random(seed)
    cut = killed = 0
    harbour.start()
    for number in range(CUTS):
        body = {"service_name": f"s{number}", "description": "A service"}
        key = f"key-{number}"
        try:
            connection = harbour.connection()
            harbour.send(connection, "ann", "/claims", body, key)
            if chance.random() < (0.02 if LONG else 0.1):
                harbour.end(signal.SIGKILL)
                killed += 1
                harbour.start()
            connection.close()
            cut += 1
        except OSError:
            pass
        if forgets:
            key += "-again"
            body["service_name"] += "b"
        status, told = harbour.post("ann", "/claims", body, key)
        expect(status in (200, 201), f"claim {number}: {status} {told}")
        again, same = harbour.post("ann", "/claims", body, key)
        expect(again == 200 and same["port"] == told["port"], f"claim {number}: {told} {same}")
        other, refused = harbour.post("ann", "/claims", {**body, "description": "Another"}, key)
        expect(other == 409, f"another claim under the key: {other} {refused}")
    # What was cut off may still be on its way when the next comes; the file tells what there is in the end.
    expect(harbour.end() == 0, "the server did not end")
    table = os.path.join(harbour.folder, "in-the-end.csv")
    harbour.run("export", table)
    with open(table, newline="", encoding="utf-8") as file:
        records = [row for row in csv.DictReader(file) if re.fullmatch(r"s\d+b?", row["Service Name"])]
    names = [record["Service Name"] for record in records]
    ports = [record["Port Number"] for record in records]
    print(f"seed {seed}: {CUTS} claims, {cut} cut off, {killed} servers killed, {len(names)} records")
    expect(len(set(names)) == len(names) == CUTS, f"{len(names)} records of {CUTS} claims")
    expect(len(set(ports)) == len(ports), "a port was given twice")
    harbour.run("verify")


def main():
    program = os.path.abspath(sys.argv[1])
    forgets = sys.argv[2:] == ["--seeded", "forget"]
    harbour = None
    try:
        with tempfile.TemporaryDirectory() as folder:
            harbour = Harbour(program, folder)
            if not forgets:
                try:
                    word_goes_out(harbour)
                except queue.Empty:
                    raise Problem(f"no word: {harbour.run('hook', 'waiting')} {harbour.run('hook', 'failed')}") from None
            claim_in_doubt(harbour, 6335, forgets)
    except Problem as problem:
        print(f"PROBLEM: {problem}")
        return 1
    finally:
        if harbour is not None:
            harbour.end(signal.SIGKILL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
