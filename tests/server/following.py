#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two servers on one PostgreSQL: following.py PROGRAM FIXTURE.xml [--seeded deaf|calm].

What is imported must be shown by both within a second of its commit. When PostgreSQL ends, is killed, or does not
answer any more, both must go on answering from what they have and say so in their health address; when it is there
again, they must follow it again, and know what came meanwhile.

With --seeded it is this that must fail: `deaf` gives one server another database, with `calm` nothing happens to
PostgreSQL.

PORTOLAN_LONG=1 is with a registry as large as IANA's, where PORTOLAN_TEST_DATA has one (iana/*.xml). Ends with 77 where
PostgreSQL is missing; PORTOLAN_POSTGRES names the folder of its programs, if it is another than Debian's."""
import argparse
import contextlib
import glob
import http.client
import os
import pwd
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from serving import PATIENCE, Problem, Server, import_state, wait_for_end

PROGRAMS = os.environ.get("PORTOLAN_POSTGRES", "/usr/lib/postgresql/15/bin")
TIMES, ALLOWED = 20, 1.0
ASKED = ["/", "/records", "/api/v1/ports/1113/dccp", "/api/v1/search?q=proof",
         "/assignments/service-names-port-numbers/service-names-port-numbers.csv"]


class Postgres:
    """A cluster of its own in a folder, on a UNIX socket there. It refuses to run as root, so it does not."""
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="portolan-pg-", dir="/tmp")  # short: the name of a socket has 107 bytes
        self.user = {}
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(self.folder, postgres.pw_uid, postgres.pw_gid)
            self.user = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
        self.data, self.process = f"{self.folder}/data", None
        self.run("initdb", "--pgdata", self.data, "--username", "portolan", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")
        self.start()

    def run(self, program, *words):
        done = subprocess.run([f"{PROGRAMS}/{program}", *words], capture_output=True, text=True, cwd=self.folder, **self.user)
        if done.returncode != 0:
            raise Problem(f"{program}: {done.stderr}")
        return done.stdout

    def ask(self, database, words):
        return self.run("psql", "--no-psqlrc", "--host", self.folder, "--username", "portolan", "--tuples-only", "--no-align", "--quiet", "--command", words, database).strip()

    def address(self, database):
        return f"postgresql://portolan@/{database}?host={self.folder}"

    def start(self):
        with open(f"{self.folder}/log", "a") as log:
            started = subprocess.Popen([f"{PROGRAMS}/postgres", "-D", self.data, "-k", self.folder, "-c", "listen_addresses=", "-c", "fsync=off",
                                        "-c", "track_commit_timestamp=on"], stdout=log, stderr=log, cwd=self.folder, **self.user)
        started.returncode = 0  # its end is waited for here
        self.process, end = started.pid, time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with open(f"{self.data}/postmaster.pid") as file:
                    lines = file.read().splitlines()
                if len(lines) >= 8 and lines[0] == str(self.process) and lines[7].startswith("ready"):
                    return
            except OSError:
                pass
            time.sleep(0.01)
        raise Problem("PostgreSQL does not start")

    def family(self):
        with open(f"/proc/{self.process}/task/{self.process}/children") as file:
            return [self.process, *map(int, file.read().split())]

    def signal_all(self, what):
        """The first process of the family is awake as soon as it is told to, and may then take note that another one has ended."""
        for process in self.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, what)

    def end(self, how=signal.SIGINT):
        if self.process is None:
            return
        process, self.process = self.process, None
        os.kill(process, signal.SIGCONT)
        os.kill(process, how)
        wait_for_end(process)

    def remove(self):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)


class Asked(Server):
    """A server and a connection to it that stays."""
    def __init__(self, program, where):
        super().__init__(program, "-r", where, "serve", "--listen", "127.0.0.1:0", "--limit", "leave-time=1")
        self.web = http.client.HTTPConnection("127.0.0.1", self.ports["http"], timeout=10)

    def get(self, path):
        self.web.request("GET", path)
        answer = self.web.getresponse()
        return answer.status, dict((name.lower(), value) for name, value in answer.getheaders()), answer.read()

    def position(self):
        return int(self.get("/api/v1/ports/1113")[1]["portolan-position"])

    def followed(self):
        """All places where it is told must say the same."""
        texts = [self.get(path) for path in ("/healthz", "/readyz")]
        if any(status != 200 for status, _, _ in texts):
            raise Problem(f"not ready: {texts}")
        metric = re.search(rb"(?m)^portolan_registry_followed (\d)", self.get("/metrics")[2])[1] == b"1"
        words = {text == b"ok\n" for _, _, text in texts}
        if not words <= {True, False} or len(words) != 1:
            return None
        return metric if words == {metric} else None


def until(what, condition, seconds):
    """How long it took."""
    begin = time.monotonic()
    while not condition():
        if time.monotonic() > begin + seconds:
            raise Problem(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.005)
    return time.monotonic() - begin


class Stage:
    def __init__(self, program, fixture, folder, seeded):
        self.program, self.fixture, self.folder, self.seeded, self.number = program, fixture, folder, seeded, 0
        self.postgres = Postgres()
        self.postgres.run("createdb", "--host", self.postgres.folder, "--username", "portolan", "ledger")
        self.bring()
        second = "ledger"
        if seeded == "deaf":
            second = "other"
            self.postgres.run("createdb", "--host", self.postgres.folder, "--username", "portolan", "--template", "ledger", second)
        self.servers = [Asked(program, self.postgres.address(name)) for name in ("ledger", second)]

    def bring(self):
        import_state(self.program, self.postgres.address("ledger"), self.folder, self.fixture, self.number)
        self.number += 1

    def delays(self):
        """From the commit of an import, as PostgreSQL dates it, to its first answer from each server."""
        before = [server.position() for server in self.servers]
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            try:
                self.bring()
                os._exit(0)
            except BaseException as error:  # whatever it is, the parent tells
                print(error, file=sys.stderr)
            os._exit(1)
        os.close(writer)
        self.number += 1
        shown, end = [None, None], None
        while None in shown:
            for i, server in enumerate(self.servers):
                if shown[i] is None and server.position() != before[i]:
                    shown[i] = time.time()
            if end is None and select.select([reader], [], [], 0.02)[0]:
                end = time.monotonic() + 10
            if end is not None and time.monotonic() > end:
                break
        os.close(reader)
        if wait_for_end(child) != 0:
            raise Problem("an import failed")
        if None in shown:
            raise Problem("an import was not shown within 10 s")
        committed = float(self.postgres.ask("ledger", "SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin)) FROM events ORDER BY position DESC LIMIT 1"))
        return [at - committed for at in shown]

    def same_everywhere(self):
        positions = {server.position() for server in self.servers}
        if len(positions) != 1:
            raise Problem(f"the servers show different positions: {positions}")

    def outage(self, name, begin, finish, seconds):
        """While PostgreSQL is away, all is answered as before, and said; then all is as it was, and what is new is seen."""
        answers = [[server.get(path)[2] for path in ASKED] for server in self.servers]
        if self.seeded != "calm":
            begin()
        noticed = [until(f"{name}: said in the health address", lambda s=server: s.followed() is False, seconds) for server in self.servers]
        for server, before in zip(self.servers, answers):
            for path, content in zip(ASKED, before):
                status, _, now = server.get(path)
                if status != 200 or now != content:
                    raise Problem(f"{name}: {path}: status {status}, {'the same' if now == content else 'another'} content")
            # What needs the database is refused, and nobody learns where that is. A page only leaves its history out.
            for path, expected in (("/ports/1113", 200), ("/ports/1113?as_of=2020-01-01", 503), ("/api/v1/ports/1113?as_of=2020-01-01", 503)):
                status, _, now = server.get(path)
                if status != expected or self.postgres.folder.encode() in now:
                    raise Problem(f"{name}: {path}: status {status}: {now[-300:]!r}")
        finish()
        back = [until(f"{name}: followed again", lambda s=server: s.followed() is True, 30) for server in self.servers]
        self.bring()
        position = int(self.postgres.ask("ledger", "SELECT max(position) + 1 FROM events"))
        for server in self.servers:
            until(f"{name}: position {position} after it", lambda s=server: s.position() == position, 10)
        print(f"{name}: said after {max(noticed):.2f} s, followed again after {max(back):.2f} s")

    def end_without_database(self):
        """A server is told to end while PostgreSQL has its question and says nothing: it ends all the same."""
        server = self.servers[0]
        self.postgres.signal_all(signal.SIGSTOP)
        until("the silence is noticed", lambda: server.followed() is False, 45)
        begin = time.monotonic()
        status = server.end()
        self.postgres.signal_all(signal.SIGCONT)
        print(f"ended {time.monotonic() - begin:.1f} s after it was told to, PostgreSQL silent: status {status}")

    def end(self):
        for server in getattr(self, "servers", []):
            server.end()
        self.postgres.remove()


def play(stage):
    delays = [stage.delays() for _ in range(TIMES)]
    for name, of_one in zip(("one", "other"), zip(*delays)):
        print(f"{TIMES} imports shown by the {name} server: median {statistics.median(of_one) * 1e3:.0f} ms, longest {max(of_one) * 1e3:.0f} ms")
    # Where more runs than there are processors, all takes so much longer.
    allowed = ALLOWED * max(1.0, os.getloadavg()[0] / os.cpu_count())
    for of_one in zip(*delays):
        if statistics.median(of_one) > allowed:
            raise Problem(f"an import is not shown within {allowed:.1f} s")
    stage.same_everywhere()
    postgres = stage.postgres
    stage.outage("PostgreSQL ends", postgres.end, postgres.start, 15)
    stage.outage("PostgreSQL is killed", lambda: postgres.end(signal.SIGQUIT), postgres.start, 15)
    stage.outage("PostgreSQL does not answer", lambda: postgres.signal_all(signal.SIGSTOP), lambda: postgres.signal_all(signal.SIGCONT), 45)
    stage.same_everywhere()
    stage.end_without_database()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("fixture")
    options.add_argument("--seeded", choices=["deaf", "calm"])
    asked = options.parse_args()
    if not os.path.exists(f"{PROGRAMS}/initdb"):
        print("skipped: PostgreSQL 15 is not installed (Debian's package postgresql-15)")
        return 77
    real = []
    if os.environ.get("PORTOLAN_LONG") == "1":
        real = sorted(glob.glob(os.path.join(os.environ.get("PORTOLAN_TEST_DATA", "/nonexistent"), "iana", "*.xml")))
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(asked.program, real[-1] if real else asked.fixture, folder, asked.seeded)
        try:
            play(stage)
        except Problem as problem:
            print("PROBLEM:", problem)
            return 1
        finally:
            stage.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
