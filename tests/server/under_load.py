#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Changes under load: under_load.py PROGRAM FIXTURE.xml [--rounds N] [--seeded].

While clients ask without a pause, the server is replaced by a successor, reads new certificates, and new states of the
registry are imported, round after round. No request may be dropped or answered with an error, no file may be missing,
and the files that a client takes must be of one state. With --seeded the server is ended and started again instead of
replaced: then this must fail."""
import argparse
import ctypes
import datetime
import hashlib
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

FOLDER = "/assignments/service-names-port-numbers"
PR_SET_CHILD_SUBREAPER = 36


class Problem(Exception):
    pass


class Client:
    """One connection that is kept as long as the server keeps it."""
    def __init__(self, port, tls=False):
        self.port, self.tls, self.socket, self.asked = port, tls, None, 0

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), 30)
        if not self.tls:
            return plain
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain)

    def get(self, path):
        """Status, headers, content. A connection that closes before all of it came is a dropped request."""
        if self.socket is None:
            self.socket = self.connect()
        self.asked += 1
        try:
            self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
            data = b""
            while b"\r\n\r\n" not in data:
                data += self.some()
            head, data = data.split(b"\r\n\r\n", 1)
            headers = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
            while len(data) < int(headers.get("content-length", 0)):
                data += self.some()
        except OSError as error:
            raise Problem(f"{path}: dropped: {error!r}") from error
        if headers.get("connection") == "close" or self.tls:
            self.socket.close()
            self.socket = None
        status = int(head[9:12])
        if status != 200:
            raise Problem(f"{path}: status {status}: {data[:200]!r}")
        return headers, data

    def some(self):
        part = self.socket.recv(1 << 20)
        if not part:
            raise Problem("dropped: the connection closed in the middle of an answer")
        return part


def digests(text):
    return {name: digest for digest, name in (line.split("  ", 1) for line in text.decode().splitlines())}


def pinned_set(client):
    """The sums, then every file of the same state by its lasting address."""
    headers, sums = client.get(f"{FOLDER}/SHA256SUMS")
    position = headers["portolan-position"]
    for name, digest in digests(sums).items():
        headers, content = client.get(f"{FOLDER}/{name}?as_of=@{position}")
        if headers["portolan-position"] != position or hashlib.sha256(content).hexdigest() != digest:
            raise Problem(f"mixed set: {name} of {headers['portolan-position']} beside sums of {position}")


def plain_set(client):
    """Between two equal answers for the sums, all files are of that state."""
    headers, sums = client.get(f"{FOLDER}/SHA256SUMS")
    files = {name: client.get(f"{FOLDER}/{name}") for name in digests(sums)}
    again, sums_again = client.get(f"{FOLDER}/SHA256SUMS")
    if sums != sums_again or headers["etag"] != again["etag"]:
        return
    for name, digest in digests(sums).items():
        if hashlib.sha256(files[name][1]).hexdigest() != digest:
            raise Problem(f"mixed set: {name} is not what the sums say")


def pages(client):
    for path in ("/", "/ports/443", "/services/sacred", "/api/v1/ports/443/tcp", "/api/v1/search?q=http", "/map", "/api/v1/statistics"):
        client.get(path)


class Load:
    def __init__(self, http, https):
        self.problems, self.stopping, self.asked = [], False, 0
        kinds = [(pinned_set, http, False), (plain_set, http, False), (pages, http, False), (pages, https, True)]
        self.threads = [threading.Thread(target=self.run, args=kind) for kind in kinds]
        for thread in self.threads:
            thread.start()

    def run(self, kind, port, tls):
        client = Client(port, tls)
        while not self.stopping:
            try:
                kind(client)
            except (Problem, OSError) as problem:
                self.problems.append(str(problem))
                client.socket = None
        self.asked += client.asked

    def end(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()


class Service:
    def __init__(self, program, folder, seeded):
        self.program, self.folder, self.seeded = program, folder, seeded
        self.ports = {}
        self.process = None
        self.start(["--listen", "127.0.0.1:0", "--tls", "127.0.0.1:0"])

    def start(self, addresses):
        read, write = os.pipe()
        words = [self.program, "-r", self.folder, "serve", *addresses, "--certificate", f"{self.folder}/c.pem", "--key", f"{self.folder}/k.pem"]
        self.process = subprocess.Popen(words, stderr=write).pid
        os.close(write)
        self.words = os.fdopen(read)
        while len(self.ports) < 2 or self.seeded:
            match = re.search(r"listening on (https?)://127\.0\.0\.1:(\d+)", self.line())
            if match:
                self.ports[match[1]] = int(match[2])
                if match[1] == "https":
                    break

    def line(self):
        line = self.words.readline()
        if not line:
            raise Problem("the server ended")
        return line

    def wait_for(self, pattern):
        while True:
            if match := re.search(pattern, self.line()):
                return match

    def replace(self):
        if self.seeded:
            os.kill(self.process, signal.SIGTERM)
            os.waitpid(self.process, 0)
            self.start(["--listen", f"127.0.0.1:{self.ports['http']}", "--tls", f"127.0.0.1:{self.ports['https']}"])
            return
        os.kill(self.process, signal.SIGUSR2)
        successor = int(self.wait_for(r"successor started, process (\d+)")[1])
        # It ends the one before it when it serves; as an orphan it is ours.
        os.waitpid(self.process, 0)
        self.process = successor

    def certificate(self, name):
        make_certificate(self.folder, name)
        os.kill(self.process, signal.SIGHUP)
        self.wait_for("certificate read again")

    def end(self):
        os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)


def make_certificate(folder, name):
    # Key and certificate as one file each, replaced by rename, as whoever renews them does.
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    f"/CN={name}", "-keyout", f"{folder}/k.new", "-out", f"{folder}/c.new"], check=True, capture_output=True)
    os.rename(f"{folder}/k.new", f"{folder}/k.pem")
    os.rename(f"{folder}/c.new", f"{folder}/c.pem")


def import_state(program, folder, fixture, number):
    """The fixture on another day, with something new in it."""
    day = datetime.date(2024, 7, 1) + datetime.timedelta(days=number)
    text = re.sub(r"<updated>2024-07-01</updated>", f"<updated>{day}</updated>", fixture, count=1)
    text = text.replace("<description>PROOFD</description>", f"<description>PROOFD, edition {number}</description>")
    with open(f"{folder}/state.xml", "w") as file:
        file.write(text)
    subprocess.run([program, "-r", folder, "import", "--yes", f"{folder}/state.xml"], check=True, capture_output=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("fixture")
    options.add_argument("--rounds", type=int, default=12)
    options.add_argument("--seeded", action="store_true")
    asked = options.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with open(asked.fixture) as file:
        fixture = file.read()
    with tempfile.TemporaryDirectory() as folder:
        make_certificate(folder, "number-0")
        import_state(asked.program, folder, fixture, 0)
        service = Service(asked.program, folder, asked.seeded)
        load = Load(service.ports["http"], service.ports["https"])
        begin = time.monotonic()
        try:
            for number in range(1, asked.rounds + 1):
                import_state(asked.program, folder, fixture, number)
                service.certificate(f"number-{number}")
                service.replace()
                if asked.seeded and load.problems:
                    break
        finally:
            load.end()
            service.end()
        print(f"{asked.rounds} rounds of import, certificate and successor in {time.monotonic() - begin:.0f} s, {load.asked} requests, "
              f"{len(load.problems)} problems")
        for problem in load.problems[:10]:
            print("PROBLEM:", problem)
        return 1 if load.problems or load.asked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
