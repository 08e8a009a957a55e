#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`portolan serve` against nginx: serving.py PORTOLAN [REGISTRY] [SECONDS]. Ends with 1 if a ratio does not hold.

Both have one core, the same one; the client has the other. nginx answers every request with one file of the size of
our average answer, from its cache of open files."""
import contextlib
import os
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

SERVER_CORE, CLIENT_CORE = "0", str((os.cpu_count() or 1) - 1)
ROUNDS = 9
IDLE = 10_000

RANDOM_PORTS = """
math.randomseed(20260817)
local transports = {"tcp", "udp", "sctp", "dccp"}
request = function()
  local path = "/api/v1/ports/" .. math.random(0, 65535) .. "/" .. transports[math.random(1, 4)]
  return wrk.format("GET", %s)
end
"""
SEARCHES = """
math.randomseed(20260817)
local words = {"http", "mail", "apple", "secure", "control", "data", "server", "remote", "file", "name", "radius", "sip",
  "protocol", "game", "print", "network", "time", "mysql", "ssh", "manager"}
request = function() return wrk.format("GET", "/api/v1/search?limit=10&q=" .. words[math.random(1, #words)]) end
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    sys.exit(f"nothing listens on port {port}")


def cpu_ticks(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def wait_until_calm(pid):
    """Behind the first answers the downloads are compressed, which is done once."""
    for _ in range(60):
        before = cpu_ticks(pid)
        time.sleep(1)
        if cpu_ticks(pid) - before <= 2:
            return


@contextlib.contextmanager
def ours(program, registry, folder, log):
    port = free_port()
    words = ["taskset", "-c", SERVER_CORE, program, *(["-r", registry] if registry else []), "serve", "--threads", "1",
             "--listen", f"127.0.0.1:{port}"]
    if log:
        words += ["--access-log", os.path.join(folder, "ours.log")]
    with open(os.path.join(folder, "ours.err"), "w") as err:
        process = subprocess.Popen(words, stderr=err)
    try:
        wait_for(port)
        wait_until_calm(process.pid)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def nginx(folder, log):
    port = free_port()
    config = os.path.join(folder, "nginx.conf")
    temp = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(config, "w") as file:
        file.write(f"""
worker_processes 1; daemon off; master_process on; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
worker_rlimit_nofile 65536; {'' if os.getuid() else 'user root;'}
events {{ worker_connections 32768; }}
http {{
  access_log {folder + '/nginx.log' if log else 'off'}; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  open_file_cache max=1000; open_file_cache_valid 1h; {temp}
  types {{ application/json json; text/csv csv; }}
  server {{ listen 127.0.0.1:{port} backlog=4096; root {folder}/files; }}
}}""")
    process = subprocess.Popen(["taskset", "-c", SERVER_CORE, "nginx", "-c", config, "-e", f"{folder}/nginx.err"])
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def wrk(port, script=None, path="/", connections=64, seconds=3.0):
    words = ["taskset", "-c", CLIENT_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency"]
    out = subprocess.run([*words, *(["-s", script] if script else []), f"http://127.0.0.1:{port}{path}"],
                         capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit(f"wrk: {out}")
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), float(p99[1]) * UNITS[p99[2]]


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read()


def average_size(port):
    """Of the answers that the client will ask for."""
    state, sizes = 1, []
    for _ in range(400):
        state = (state * 1103515245 + 12345) % 2**31
        transport = ("tcp", "udp", "sctp", "dccp")[state // 65536 % 4]
        sizes.append(len(get(port, f"/api/v1/ports/{state % 65536}/{transport}")))
    return round(statistics.mean(sizes))


def rows(pairs):
    """Medians of both rates and of the ratio of neighbouring rounds, for requests per second and for the 99th percentile."""
    rate = statistics.median(a[0] / b[0] for a, b in pairs)
    tail = statistics.median(a[1] / b[1] for a, b in pairs)
    return [statistics.median(side[i][0] for side in pairs) for i in (0, 1)], rate, tail


def show(what, limit, ratio, holds, detail):
    print(f"| {what} | {detail} | {ratio:.2f} | {limit} | {'yes' if holds else 'NO'} |", flush=True)
    return holds


def compare(what, our_port, their_port, our_script, their_script, seconds, least, path="/", connections=64, tail=True):
    wrk(our_port, our_script, path, connections, 1), wrk(their_port, their_script, path, connections, 1)
    pairs = [(wrk(our_port, our_script, path, connections, seconds), wrk(their_port, their_script, path, connections, seconds))
             for _ in range(ROUNDS)]
    medians, rate, tail_ratio = rows(pairs)
    good = show(f"{what}: requests a second", f"at least {least}", rate, rate >= least, f"{medians[0]:.0f} to {medians[1]:.0f}")
    if tail:
        good &= show(f"{what}: 99th percentile", "at most 1", tail_ratio, tail_ratio <= 1, "")
    return good


def open_idle(port, count):
    """Connections that were used once and stay."""
    held = []
    for _ in range(count):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        s.recv(4096)
        held.append(s)
    return held


def resident(pid):
    """In bytes, of a process that taskset became."""
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) * 1024


def main(program, registry="", seconds="2"):
    seconds = float(seconds)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    good = True
    print("| portolan serve to nginx | figures | ratio | limit | holds |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        os.mkdir(f"{folder}/files")
        our_script, their_script, search_script = (os.path.join(folder, name) for name in ("ours.lua", "theirs.lua", "search.lua"))
        for name, text in ((our_script, RANDOM_PORTS % "path"), (their_script, RANDOM_PORTS % '"/answer.json"'), (search_script, SEARCHES)):
            with open(name, "w") as file:
                file.write(text)
        csv = "/assignments/service-names-port-numbers/service-names-port-numbers.csv"
        for log in (False, True):
            with ours(program, registry, folder, log) as (port, pid), nginx(folder, log) as (rival, _):
                with open(f"{folder}/files/answer.json", "wb") as file:
                    file.write(b"x" * average_size(port))
                os.makedirs(os.path.dirname(f"{folder}/files{csv}"), exist_ok=True)
                with open(f"{folder}/files{csv}", "wb") as file:
                    file.write(get(port, csv))
                words = "one port, both logging" if log else "one port, random"
                good &= compare(words, port, rival, our_script, their_script, seconds, 1.0 if log else 1.2)
                if log:
                    continue
                good &= compare("the CSV file", port, rival, None, None, seconds, 1.0, csv, 16, tail=False)
                good &= searches(port, our_script, search_script, seconds)
                good &= idle(port, pid, our_script, seconds)
    return 0 if good else 1


def searches(port, our_script, search_script, seconds):
    """Beside the same load of port requests, a few that ask for a port and a few that search."""
    ratios = []
    for _ in range(ROUNDS):
        tails = []
        for script in (our_script, search_script):
            load = subprocess.Popen(["taskset", "-c", CLIENT_CORE, "wrk", "-t1", "-c32", f"-d{seconds + 1:.0f}s", "-s", our_script,
                                     f"http://127.0.0.1:{port}"], stdout=subprocess.DEVNULL)
            tails.append(wrk(port, script, connections=4, seconds=seconds)[1])
            load.wait()
        ratios.append(tails[1] / tails[0])
    ratio = statistics.median(ratios)
    return show("a search to a port, 99th percentile under the same load", "at most 3", ratio, ratio <= 3, "")


def idle(port, pid, our_script, seconds):
    alone = wrk(port, our_script, seconds=seconds)
    held = open_idle(port, IDLE)
    beside = wrk(port, our_script, seconds=seconds)
    memory = resident(pid)
    good = show(f"with {IDLE} idle connections: memory", "at most 256 MiB", memory / 2**28, memory <= 2**28, f"{memory / 2**20:.0f} MiB")
    ratio = beside[0] / alone[0]
    show(f"with {IDLE} idle connections: requests a second to without", "", ratio, True, f"{beside[0]:.0f} to {alone[0]:.0f}")
    for s in held:
        s.close()
    return good


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
