#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The service in the sandbox of its units: sandbox.py PROGRAM SERVICE UPDATE FIXTURE.xml [--seeded call|score].

Their score must be at most 1.5, and all that the two do must go through their system call filters. Filters are read
from the units, their groups from systemd-analyze, so that what is tested is what systemd would do; but a call that is
forbidden ends the process instead of failing, so that none goes unseen (`strace -f -c` then shows which it was).

With --seeded it is this that must fail: `call` also forbids sending, `score` leaves the service its capabilities.

Ends with 77 where systemd-analyze, openssl or Debian's python3-seccomp is missing."""
import argparse
import http.client
import http.server
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

from serving import FOLDER, Problem, Server, adopt_orphans, import_state, make_certificate, trusting_nobody, write_state

try:
    import seccomp
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

MOST = 1.5
PATHS = ["/healthz", "/readyz", "/metrics", "/", "/ports/1113", "/search?q=proof", "/records", "/map", "/statistics", "/changes", "/pick",
         "/api/v1/ports/1113", "/api/v1/search?q=proof", "/api/v1/statistics", "/api/v1/ports/1113?as_of=2024-07-01", "/feeds/changes.atom",
         *(f"{FOLDER}/{name}" for name in ("SHA256SUMS", "checkpoint", "service-names-port-numbers.xml", "service-names-port-numbers.lookup"))]


def group(name):
    """The system calls of a group, its groups resolved."""
    out = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", name], capture_output=True, text=True, check=True).stdout
    calls = set()
    for word in (line.strip() for line in out.splitlines()[1:]):
        if word.startswith("@"):
            calls |= group(word)
        elif word and not word.startswith("#"):
            calls.add(word)
    return calls


def allowed(unit):
    calls = set()
    with open(unit) as lines:
        for line in lines:
            if match := re.match(r"SystemCallFilter=(~?)(.*)", line):
                for word in match[2].split():
                    words = group(word) if word.startswith("@") else {word}
                    calls = calls - words if match[1] else calls | words
    if len(calls) < 100:
        raise Problem(f"only {len(calls)} calls allowed: the filter of {unit} was not understood")
    return calls


def confine(calls):
    """For the child: all but these calls end it. What starts it has to be allowed too."""
    filter_ = seccomp.SyscallFilter(defaction=seccomp.KILL_PROCESS)
    for call in calls | {"execve"}:
        try:
            filter_.add_rule(seccomp.ALLOW, call)
        except (RuntimeError, ValueError):
            pass  # a call of another architecture
    # The units let them fail: descriptors are LimitNOFILE's there, and only for root SQLite gives files to their owner.
    for call in ("setrlimit", "prlimit64", *(["fchown"] if os.geteuid() == 0 else [])):
        if call not in calls:
            filter_.add_rule(seccomp.ERRNO(1), call)
    filter_.load()


def score(program, unit, seeded):
    """Of systemd-analyze, which wants programs that are there."""
    with open(unit) as file:
        text = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={program}", file.read())
    if seeded:
        text = re.sub(r"(?m)^CapabilityBoundingSet=$", "", text)
    with tempfile.TemporaryDirectory() as folder:
        copy = f"{folder}/{os.path.basename(unit)}"
        with open(copy, "w") as file:
            file.write(text)
        done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", copy], capture_output=True, text=True)
    found = re.search(r"Overall exposure level.*?([\d.]+) ", done.stdout)
    if not found:
        raise Problem(f"{unit} has no score: {done.stderr}")
    return float(found[1])


def line_of(connection, text):
    with connection:
        connection.settimeout(60)
        connection.sendall(text.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    if not answer:
        raise Problem("no answer")
    return answer


def visit(server, folder):
    """Everything that somebody may want of it."""
    web = http.client.HTTPConnection("127.0.0.1", server.ports["http"], timeout=60)
    for path in PATHS:
        for coding in ("identity", "gzip", "br", "zstd"):
            web.request("GET", path, headers={"Accept-Encoding": coding})
            answer = web.getresponse()
            answer.read()
            if answer.status != 200 and not path.endswith("checkpoint"):
                raise Problem(f"{path}: status {answer.status}")
    web.close()
    secure = http.client.HTTPSConnection("127.0.0.1", server.ports["https"], timeout=60, context=trusting_nobody())
    secure.request("GET", "/")
    secure.getresponse().read()
    secure.close()
    local = socket.socket(socket.AF_UNIX)
    local.connect(f"{folder}/http.sock")
    line_of(local, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    line_of(socket.create_connection(("127.0.0.1", server.ports["whois"])), "proofd\r\n")


def serve(program, unit, folder, fixture, seeded):
    calls = allowed(unit) - ({"sendmsg", "sendto"} if seeded else set())
    make_certificate(folder, "first")
    import_state(program, f"{folder}/data", folder, fixture, 0)
    server = Server(program, "serve", "--listen", "127.0.0.1:0", "--listen", f"{folder}/http.sock", "--tls", "127.0.0.1:0", "--whois",
                    "127.0.0.1:0", "--certificate", f"{folder}/c.pem", "--key", f"{folder}/k.pem", "--access-log", f"{folder}/log",
                    environment={"PORTOLAN_DATA": f"{folder}/data"}, before=lambda: confine(calls))
    try:
        visit(server, folder)
        import_state(program, f"{folder}/data", folder, fixture, 1)
        server.wait_for("position @")
        make_certificate(folder, "second")
        server.reload()
        server.replace()
        visit(server, folder)
    except (OSError, http.client.HTTPException) as error:
        raise Problem(f"{error!r}; status {server.end()}") from error
    finally:
        status = server.end()
    if status != 0:
        raise Problem(f"the service ended with status {status}")
    return len(calls)


def update(program, unit, folder, fixture):
    """Fetches over TLS from a server here, and writes."""
    class Document(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *words):
            super().__init__(*words, directory=folder)

        def log_message(self, *_):
            pass

    calls = allowed(unit)
    write_state(folder, fixture, 2)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/c.pem", f"{folder}/k.pem")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Document) as site:
        site.socket = context.wrap_socket(site.socket, server_side=True)
        threading.Thread(target=site.serve_forever, daemon=True).start()
        done = subprocess.run([program, "update", "--yes", "--tries", "1", "--ca-file", f"{folder}/c.pem", "--url",
                               f"https://localhost:{site.server_address[1]}/state.xml"], capture_output=True, text=True, timeout=120,
                              env={"PORTOLAN_DATA": f"{folder}/data", "PATH": "/usr/bin:/bin"}, preexec_fn=lambda: confine(calls))
        site.shutdown()
    if done.returncode != 0:
        raise Problem(f"update ended with status {done.returncode}: {done.stderr}")
    return len(calls)


def main():
    options = argparse.ArgumentParser()
    for word in ("program", "service", "update", "fixture"):
        options.add_argument(word)
    options.add_argument("--seeded", choices=["call", "score"])
    asked = options.parse_args()
    for tool in ("systemd-analyze", "openssl"):
        if shutil.which(tool) is None:
            print(f"skipped: {tool} is missing")
            return 77
    adopt_orphans()
    try:
        for unit in (asked.service, asked.update):
            found = score(os.path.abspath(asked.program), unit, asked.seeded == "score")
            print(f"{os.path.basename(unit)}: score {found}")
            if found > MOST:
                raise Problem(f"more than {MOST}")
        with tempfile.TemporaryDirectory() as folder:
            print(f"served with {serve(asked.program, asked.service, folder, asked.fixture, asked.seeded == 'call')} system calls allowed")
            print(f"updated with {update(asked.program, asked.update, folder, asked.fixture)}")
    except Problem as problem:
        print("PROBLEM:", problem)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
