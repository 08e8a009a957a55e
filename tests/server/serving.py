# SPDX-License-Identifier: Apache-2.0
"""`portolan serve` as a process, for the tests beside this file: started, listened to, replaced, ended; and registries
that change."""
import ctypes
import datetime
import os
import queue
import re
import select
import signal
import ssl
import subprocess
import threading

FOLDER = "/assignments/service-names-port-numbers"
PATIENCE = 120.0  # seconds; only what hangs takes so long
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
libc = ctypes.CDLL(None)


class Problem(Exception):
    pass


def adopt_orphans():
    """Successors of servers become ours when those who started them end."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_for_end(process, seconds=PATIENCE):
    """The status that a child ended with; negative: by a signal. One that goes on is killed."""
    descriptor = os.pidfd_open(process)
    ended, _, _ = select.select([descriptor], [], [], seconds)
    os.close(descriptor)
    if not ended:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        raise Problem(f"process {process} did not end within {seconds:.0f} s")
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


class Server:
    """`words` are what stands behind PROGRAM; `before` runs in the child before the program does. When it is made, it
    listens. Must be ended."""
    def __init__(self, program, *words, environment=None, before=lambda: None):
        def prepare():
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            before()

        self.ports, self.said, self.lines = {}, [], queue.SimpleQueue()
        read, write = os.pipe()
        started = subprocess.Popen([program, *words], stderr=write, preexec_fn=prepare,
                                   env=None if environment is None else {"PATH": "/usr/bin:/bin"} | environment)
        os.close(write)
        started.returncode = 0  # its end is waited for here
        self.process = started.pid
        threading.Thread(target=self.listen, args=(os.fdopen(read),), daemon=True).start()
        for _ in range(max(1, sum(word in ("--listen", "--tls", "--whois") for word in words))):
            match = self.wait_for(r"listening on (?:(\w+)://127\.0\.0\.1:(\d+)|/)")
            if match[1]:
                self.ports[match[1]] = int(match[2])

    def listen(self, output):
        """All that it says, so that it never waits for somebody who reads."""
        for line in output:
            self.lines.put(line)
        self.lines.put(None)

    def wait_for(self, pattern, seconds=PATIENCE):
        while True:
            try:
                line = self.lines.get(timeout=seconds)
            except queue.Empty:
                raise Problem(f"the server never said '{pattern}'") from None
            if line is None:
                status = wait_for_end(self.process)
                self.process = None
                raise Problem(f"the server ended with status {status}: {''.join(self.said[-3:])}")
            self.said.append(line)
            if match := re.search(pattern, line):
                return match

    def reload(self):
        os.kill(self.process, signal.SIGHUP)
        self.wait_for("certificate read again")

    def replace(self):
        """By a successor, which ends the one before it when it serves; as an orphan it is ours."""
        os.kill(self.process, signal.SIGUSR2)
        successor = int(self.wait_for(r"successor started, process (\d+)")[1])
        status = wait_for_end(self.process)
        self.process = successor
        if status != 0:
            raise Problem(f"the server that was replaced ended with status {status}")

    def end(self):
        """The status; nothing if it had ended before."""
        if self.process is None:
            return None
        os.kill(self.process, signal.SIGTERM)
        process, self.process = self.process, None
        return wait_for_end(process)


def make_certificate(folder, name):
    """k.pem and c.pem, replaced by rename, as whoever renews them does."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    f"/CN={name}", "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/k.new", "-out", f"{folder}/c.new"],
                   check=True, capture_output=True)
    os.rename(f"{folder}/k.new", f"{folder}/k.pem")
    os.rename(f"{folder}/c.new", f"{folder}/c.pem")


def trusting_nobody():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def write_state(folder, fixture, number):
    """The registry of the file as of another day, with something new in the first record that has a name."""
    with open(fixture, encoding="utf-8") as file:
        text = file.read()
    updated = re.search(r"<updated>([\d-]+)</updated>", text)
    day = datetime.date.fromisoformat(updated[1]) + datetime.timedelta(days=number)
    place = re.compile(r"<record[^>]*>\s*<name>[^<]+</name>.*?<description>[^<]*", re.DOTALL).search(text).end()
    with open(f"{folder}/state.xml", "w", encoding="utf-8") as file:
        file.write(f"{text[:updated.start(1)]}{day}{text[updated.end(1):place]}, edition {number}{text[place:]}")
    return f"{folder}/state.xml"


def import_state(program, where, folder, fixture, number):
    """Into the ledger at `where`; `folder` is for what is only needed meanwhile."""
    done = subprocess.run([program, "-r", where, "import", "--yes", write_state(folder, fixture, number)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"import: status {done.returncode}: {done.stderr}")
