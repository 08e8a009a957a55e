#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Changes under load: under_load.py PROGRAM FIXTURE.xml [--rounds N] [--seeded restart|mixed].

While clients ask without a pause, the server is replaced by a successor, reads new certificates, and new states of the
registry are imported, round after round. No request may be dropped or answered with an error, no file may be missing,
and the files that a client takes must be of one state. After each certificate new connections must be shown it; and
where another version has taken the place of the program, the successor is that. PORTOLAN_LONG=1 makes it 1,000 rounds.

With --seeded it is this that must fail: `restart` ends the server and starts it again instead of replacing it, with
`mixed` clients take files without saying of which state."""
import argparse
import hashlib
import os
import shutil
import socket
import ssl
import sys
import tempfile
import threading
import time

from serving import FOLDER, Problem, Server, adopt_orphans, import_state, make_certificate, trusting_nobody


class Client:
    """One connection that is kept as long as the server keeps it."""
    def __init__(self, port, tls=False):
        self.port, self.tls, self.socket, self.asked = port, tls, None, 0

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), 30)
        if not self.tls:
            return plain
        return trusting_nobody().wrap_socket(plain)

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


def same_state(headers, content, position, digest, name):
    """Each of the two tells a mixed set: where the answer says that it is from, and what it holds."""
    if headers["portolan-position"] != position or hashlib.sha256(content).hexdigest() != digest:
        raise Problem(f"mixed set: {name} of {headers['portolan-position']} beside sums of {position}")


def pinned_set(client):
    """The sums, then every file of the same state by its lasting address."""
    headers, sums = client.get(f"{FOLDER}/SHA256SUMS")
    position = headers["portolan-position"]
    for name, digest in digests(sums).items():
        same_state(*client.get(f"{FOLDER}/{name}?as_of=@{position}"), position, digest, name)
    return 1


def plain_set(client):
    """Between two equal answers for the sums, all files are of that state."""
    headers, sums = client.get(f"{FOLDER}/SHA256SUMS")
    files = {name: client.get(f"{FOLDER}/{name}") for name in digests(sums)}
    again, sums_again = client.get(f"{FOLDER}/SHA256SUMS")
    if sums != sums_again or headers["etag"] != again["etag"]:
        return 0
    for name, digest in digests(sums).items():
        same_state(*files[name], headers["portolan-position"], digest, name)
    return 1


def careless_set(client):
    """What a client does that does not care for states: where they change, it must be seen to mix them."""
    headers, sums = client.get(f"{FOLDER}/SHA256SUMS")
    for name, digest in digests(sums).items():
        same_state(*client.get(f"{FOLDER}/{name}"), headers["portolan-position"], digest, name)
    return 1


def pages(client):
    for path in ("/", "/ports/443", "/services/sacred", "/api/v1/ports/443/tcp", "/api/v1/search?q=http", "/map", "/api/v1/statistics"):
        client.get(path)
    return 0


class Load:
    def __init__(self, http, https, seeded):
        self.problems, self.stopping, self.asked, self.sets = [], False, 0, {pinned_set: 0, plain_set: 0}
        kinds = [(pinned_set, http, False), (plain_set, http, False), (pages, http, False), (pages, https, True)]
        if seeded == "mixed":
            kinds.append((careless_set, http, False))
        self.threads = [threading.Thread(target=self.run, args=kind) for kind in kinds]
        for thread in self.threads:
            thread.start()

    def run(self, kind, port, tls):
        client = Client(port, tls)
        while not self.stopping:
            try:
                whole = kind(client)
                if kind in self.sets:
                    self.sets[kind] += whole
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
        self.program, self.folder, self.seeded = program, folder, seeded == "restart"
        self.server = self.start("127.0.0.1:0", "127.0.0.1:0")
        self.ports = self.server.ports

    def start(self, http, https):
        return Server(self.program, "-r", self.folder, "serve", "--listen", http, "--tls", https, "--certificate", f"{self.folder}/c.pem",
                      "--key", f"{self.folder}/k.pem")

    def replace(self):
        if self.seeded:
            self.server.end()
            self.server = self.start(f"127.0.0.1:{self.ports['http']}", f"127.0.0.1:{self.ports['https']}")
        else:
            self.server.replace()

    def certificate(self, name):
        make_certificate(self.folder, name)
        self.server.reload()
        with open(f"{self.folder}/c.pem") as file:
            expected = ssl.PEM_cert_to_DER_cert(file.read())
        if ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", self.ports["https"]))) != expected:
            raise Problem(f"a new connection was not shown the certificate {name}")


def next_version(program, folder):
    """What was put in the place of the program is what the successor is."""
    keeper = os.path.join(os.path.dirname(os.path.realpath(program)), "portolan-keeper")
    shutil.copy(keeper, f"{folder}/keeper")
    server = Server(f"{folder}/keeper", "-r", folder, "serve", "--listen", "127.0.0.1:0")
    try:
        with open(f"{folder}/next", "w") as file:
            file.write(f'#!/bin/sh\ntouch "{folder}/taken"\nexec "{keeper}" "$@"\n')
        os.chmod(f"{folder}/next", 0o755)
        os.rename(f"{folder}/next", f"{folder}/keeper")
        server.replace()
    finally:
        server.end()
    if not os.path.exists(f"{folder}/taken"):
        raise Problem("the successor is the old version")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("fixture")
    options.add_argument("--rounds", type=int, default=1000 if os.environ.get("PORTOLAN_LONG") == "1" else 12)
    options.add_argument("--seeded", choices=["restart", "mixed"])
    asked = options.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        make_certificate(folder, "number-0")
        import_state(asked.program, folder, folder, asked.fixture, 0)
        next_version(asked.program, folder)
        service = Service(asked.program, folder, asked.seeded)
        load = Load(service.ports["http"], service.ports["https"], asked.seeded)
        begin = time.monotonic()
        try:
            for number in range(1, asked.rounds + 1):
                import_state(asked.program, folder, folder, asked.fixture, number)
                service.certificate(f"number-{number}")
                service.replace()
                if load.problems:
                    break
        except Problem as problem:
            load.problems.append(str(problem))
        finally:
            load.end()
            service.server.end()
        sets = " and ".join(f"{count} by {kind.__name__}" for kind, count in load.sets.items())
        print(f"{number} rounds of import, certificate and successor in {time.monotonic() - begin:.0f} s, {load.asked} requests, "
              f"sets proved whole: {sets}; {len(load.problems)} problems")
        for problem in load.problems[:10]:
            print("PROBLEM:", problem)
        if 0 in load.sets.values():
            print("PROBLEM: no whole set was taken")
        return 1 if load.problems or 0 in load.sets.values() else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as found:
        sys.exit(f"PROBLEM: {found}")
