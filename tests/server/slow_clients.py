#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Slow clients against `portolan serve`: slow_clients.py PROGRAM [--long] [--seeded].

Thousands of connections send their headers, or their bodies, or take their answers a byte at a time. A good client
beside them must not notice, the slow ones must be closed by the limits that docs/serving.md states, memory must stay
small, and when the slow ones stop everything must be as before. With --seeded the server is told to wait for ever:
then this must fail."""
import argparse
import errno
import multiprocessing
import re
import resource
import select
import signal
import socket
import statistics
import subprocess
import sys
import time

LARGE = "/assignments/service-names-port-numbers/service-names-port-numbers.xml"
HEADER_LIMIT, MEMORY_LIMIT, PATIENCE = 10.0, 256 * 2**20, 0.050
INTERVAL = 5.0  # between two bytes of a slow client


class Slow:
    """One slow connection, opened again whenever the server closes it."""
    def __init__(self, port, mode, epoll, table):
        self.port, self.mode, self.epoll, self.table = port, mode, epoll, table
        self.lives = []
        self.open()

    def open(self):
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if self.mode == "read":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        try:
            self.socket.connect(("127.0.0.1", self.port))
        except BlockingIOError:
            pass
        self.born, self.begun = time.monotonic(), False
        self.table[self.socket.fileno()] = self
        # A reader that is slow is not told of bytes: it looks when it likes.
        self.epoll.register(self.socket, select.EPOLLRDHUP | select.EPOLLHUP | (select.EPOLLIN if self.mode != "read" else 0))

    def step(self):
        try:
            if not self.begun:
                self.begun = True
                self.socket.send({"header": b"GET /healthz HTTP/1.1\r\nHost: h\r\nX: ",
                                  "body": b"POST /healthz HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n",
                                  "read": (f"GET {LARGE} HTTP/1.1\r\nHost: h\r\n\r\n" * 4).encode()}[self.mode])
            elif self.mode == "read":
                self.socket.recv(1)
            else:
                self.socket.send(b"x")
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno not in (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN):
                raise
            self.closed()

    def closed(self):
        self.lives.append(time.monotonic() - self.born)
        self.table.pop(self.socket.fileno(), None)
        self.socket.close()
        self.open()

    def end(self):
        self.table.pop(self.socket.fileno(), None)
        self.socket.close()


def good_client(port, seconds, results):
    """50 requests a second on one connection, each timed."""
    times, failures = [], 0
    end = time.monotonic() + seconds
    connection = socket.create_connection(("127.0.0.1", port), 10)
    while time.monotonic() < end:
        begin = time.monotonic()
        try:
            connection.sendall(b"GET /api/v1/ports/443/tcp HTTP/1.1\r\nHost: h\r\n\r\n")
            data = connection.recv(65536)
            if not data.startswith(b"HTTP/1.1 200"):
                failures += 1
        except OSError:
            failures += 1
            connection = socket.create_connection(("127.0.0.1", port), 10)
        took = time.monotonic() - begin
        times.append(took)
        time.sleep(max(0.0, 0.02 - took))
    results.put((times, failures))


def measure(port, seconds, meanwhile=lambda end: None):
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=good_client, args=(port, seconds, results))
    process.start()
    meanwhile(time.monotonic() + seconds)
    times, failures = results.get(timeout=seconds + 60)
    process.join()
    return statistics.quantiles(times, n=100)[98], failures, len(times)


def attack(clients, epoll, table, end, pid, peak):
    due, index = time.monotonic(), 0
    while time.monotonic() < end:
        # Each client moves once in an interval, all of them spread over it.
        share = max(1, int(len(clients) * 0.05 / INTERVAL))
        for _ in range(share):
            clients[index % len(clients)].step()
            index += 1
        for descriptor, events in epoll.poll(0):
            client = table.get(descriptor)
            if client is None:
                continue
            if events & (select.EPOLLHUP | select.EPOLLRDHUP | select.EPOLLERR):
                client.closed()
            elif client.mode != "read":
                try:
                    client.socket.recv(4096)
                except OSError:
                    client.closed()
        peak[0] = max(peak[0], resident(pid))
        due += 0.05
        time.sleep(max(0.0, due - time.monotonic()))


def resident(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) * 1024


def start(program, seeded):
    words = [program, "serve", "--listen", "127.0.0.1:0"]
    if seeded:
        words += ["--limit", "header-time=86400,body-time=86400,response-time=86400"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    while line := process.stderr.readline():
        if match := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
            return process, int(match[1])
    sys.exit("the server did not start")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("--long", action="store_true")
    options.add_argument("--seeded", action="store_true")
    asked = options.parse_args()
    count, seconds = (10_000, 300) if asked.long else (1_500, 30)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(count, hard - 200)
    process, port = start(asked.program, asked.seeded)
    try:
        return run(process.pid, port, count, seconds)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def run(pid, port, count, seconds):
    quiet, failures, _ = measure(port, 5)
    epoll, table, peak = select.epoll(), {}, [0]
    clients = [Slow(port, ("header", "body", "read")[i % 3], epoll, table) for i in range(count)]
    beside, failed, asked = measure(port, seconds, lambda end: attack(clients, epoll, table, end, pid, peak))
    lives = {mode: [life for client in clients if client.mode == mode for life in client.lives] for mode in ("header", "body", "read")}
    oldest = {mode: max([time.monotonic() - c.born for c in clients if c.mode == mode]) for mode in lives}
    for client in clients:
        client.end()
    after, failed_after, _ = measure(port, 5)
    limit = max(PATIENCE, 2 * quiet)
    print(f"{count} slow clients for {seconds} s; a good one made {asked} requests: p99 {quiet * 1e3:.1f} ms before, {beside * 1e3:.1f} ms "
          f"beside them (limit {limit * 1e3:.0f}), {after * 1e3:.1f} ms after; memory {peak[0] / 2**20:.0f} MiB")
    for mode, found in lives.items():
        print(f"  slow {mode}: closed {len(found)} times, after {max(found, default=0):.1f} s at most; the oldest is {oldest[mode]:.1f} s old")
    problems = []
    if failures or failed or failed_after:
        problems.append(f"{failures + failed + failed_after} requests of the good client failed")
    if beside > limit:
        problems.append("the good client had to wait")
    if peak[0] > MEMORY_LIMIT:
        problems.append("too much memory")
    if not lives["header"] or max(max(lives["header"], default=0), oldest["header"]) > HEADER_LIMIT + 2 * INTERVAL:
        problems.append("slow headers were not closed")
    if max(lives["header"], default=99) > HEADER_LIMIT + INTERVAL:
        problems.append("slow headers lived too long")
    if not lives["body"] or not lives["read"]:
        problems.append("slow bodies or readers were not closed")
    for problem in problems:
        print("PROBLEM:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    # A fork would hold copies of all slow connections, which then would never close.
    multiprocessing.set_start_method("spawn")
    sys.exit(main())
