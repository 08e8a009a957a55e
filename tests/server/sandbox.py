#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The service under the system call filter of its unit: sandbox.py PROGRAM UNIT [--seeded].

The filter is read from the unit, its groups from systemd-analyze, so that what is tested is what systemd would do; a
call that it forbids kills the process instead of failing, so that none goes unseen. With --seeded it also forbids
sending, and then this must fail."""
import re
import subprocess
import sys
import tempfile
import urllib.request

import seccomp


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
    for line in open(unit):
        if match := re.match(r"SystemCallFilter=(~?)(.*)", line):
            for word in match[2].split():
                words = group(word) if word.startswith("@") else {word}
                calls = calls - words if match[1] else calls | words
    return calls


def confine(calls):
    """For the child: all but these calls end it. What starts it has to be allowed too."""
    filter_ = seccomp.SyscallFilter(defaction=seccomp.KILL_PROCESS)
    for call in calls | {"execve"}:
        try:
            filter_.add_rule(seccomp.ALLOW, call)
        except (RuntimeError, ValueError):
            pass  # a call of another architecture
    # The unit lets them fail: SystemCallErrorNumber=EPERM.
    for call in ("setrlimit", "prlimit64"):
        if call not in calls:
            filter_.add_rule(seccomp.ERRNO(1), call)
    filter_.load()


def main(program, unit, seeded=""):
    calls = allowed(unit)
    if len(calls) < 100:
        sys.exit(f"only {len(calls)} calls allowed: the unit's filter was not understood")
    if seeded:
        calls -= {"sendmsg", "sendto"}
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True,
                                   env={"PORTOLAN_DATA": folder, "PATH": "/usr/bin:/bin"}, preexec_fn=lambda: confine(calls))
        try:
            port = None
            while line := process.stderr.readline():
                if match := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
                    port = int(match[1])
                    break
            if port is None:
                print(f"PROBLEM: it did not start; status {process.wait()}")
                return 1
            for path in ("/healthz", "/metrics", "/api/v1/ports/443", "/", "/api/v1/statistics"):
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).read()
        except OSError as error:
            print(f"PROBLEM: {error}; status {process.poll()}")
            return 1
        finally:
            process.terminate()
            status = process.wait(60)
    print(f"{len(calls)} system calls allowed; it ended with status {status}")
    return 0 if status == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
