#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Slow clients against `portolan serve`: slow_clients.py PROGRAM [--seeded wait|starve].

Thousands of connections say nothing, or send their header or their body, or take their answer, a byte at a time. Each
must be closed by the limit that docs/serving.md states for it, and not before. Beside them good clients must not
notice: one that asks all the time, and some that are slow but within the limits. Memory must stay small.

PORTOLAN_LONG=1 is 10,000 connections for five minutes with the usual limits; otherwise there are 1,000 of them, and the
limits are shorter. With --seeded it is this that must fail: `wait` tells the server to wait for ever, `starve` stops it
for a moment again and again."""
import argparse
import errno
import multiprocessing
import os
import random
import re
import resource
import select
import signal
import socket
import statistics
import sys
import threading
import time

from serving import FOLDER, Problem, Server

FILE = f"{FOLDER}/service-names-port-numbers.csv"
PATIENCE, MEMORY_LIMIT = 0.050, 256 * 2**20
TICK = 0.25  # of the server, which closes what is too late then
ALLOWANCE = 0.75  # for being told of it here
TURN = 0.05  # of the loop that moves the slow clients
SEGMENT = 1460  # as on a network: on loopback the system alone would keep megabytes for who does not take them
MODES = {"silent": b"",
         "header": b"GET /healthz HTTP/1.1\r\nHost: h\r\nX: ",
         "body": b"POST /healthz HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n",
         "read": f"GET {FILE} HTTP/1.1\r\nHost: h\r\n\r\n".encode()}


class Plan:
    def __init__(self, is_long):
        self.count, self.seconds, self.interval, self.quiet = (10_000, 300, 2.5, 20) if is_long else (1_000, 20, 1.0, 5)
        self.header, self.body, self.response, self.slowest = (8, 20, 10, 16 << 10) if is_long else (3, 5, 3, 512 << 10)
        self.options = [] if is_long else ["--limit", f"header-time={self.header},body-time={self.body},response-time={self.response},"
                                           f"slowest={self.slowest}"]

    def limit(self, mode, size):
        """The longest life of a slow client, of the file's size."""
        return {"silent": self.header, "header": self.header, "body": self.body, "read": self.response + size / self.slowest}[mode]


class Slow:
    """One slow connection, opened again whenever the server closes it. Its life begins with what the limit counts from:
    the connection of a silent one, the first byte of the others."""
    def __init__(self, number, port, epoll, table):
        self.number, self.port, self.epoll, self.table = number, port, epoll, table
        self.mode = list(MODES)[number % len(MODES)]
        self.lives = []
        self.open()

    def open(self):
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if self.mode == "read":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        # One address has too few ports for all that open and close.
        self.socket.bind((f"127.0.0.{2 + self.number % 8}", 0))
        self.born, self.begun = time.monotonic(), self.mode == "silent"
        self.socket.connect_ex(("127.0.0.1", self.port))
        self.table[self.socket.fileno()] = self
        # A reader that is slow is not told of bytes: it looks when it likes.
        self.epoll.register(self.socket, select.EPOLLRDHUP | select.EPOLLHUP | (select.EPOLLIN if self.mode != "read" else 0))

    def step(self):
        try:
            if not self.begun:
                self.begun, self.born = True, time.monotonic()
                self.socket.send(MODES[self.mode])
            elif self.mode == "read":
                self.socket.recv(1)
            elif self.mode != "silent":
                self.socket.send(b"x")
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno not in (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN):
                raise
            self.closed()

    def told(self, events):
        if events & (select.EPOLLHUP | select.EPOLLRDHUP | select.EPOLLERR):
            self.closed()
            return
        try:
            self.socket.recv(4096)
        except OSError:
            self.closed()

    def closed(self):
        self.lives.append(time.monotonic() - self.born)
        self.end()
        self.open()

    def end(self):
        self.table.pop(self.socket.fileno(), None)
        self.socket.close()


class Attack:
    """Each client moves once in an interval, all of them spread over it."""
    def __init__(self, plan, port, pid):
        self.plan, self.pid, self.table, self.epoll = plan, pid, {}, select.epoll()
        self.clients = [Slow(i, port, self.epoll, self.table) for i in range(plan.count)]
        self.peak, self.late, self.open = 0, 0.0, 0

    def run(self, seconds):
        """On a thread that steps behind the others: these clients are elsewhere in the world."""
        thread = threading.Thread(target=self.move, args=(seconds,))
        thread.start()
        thread.join()

    def move(self, seconds):
        os.setpriority(os.PRIO_PROCESS, 0, 10)
        turn, index, end = time.monotonic(), 0, time.monotonic() + seconds
        while turn < end:
            for _ in range(max(1, round(len(self.clients) * TURN / self.plan.interval))):
                self.clients[index % len(self.clients)].step()
                index += 1
            for descriptor, events in self.epoll.poll(0, len(self.clients)):
                if client := self.table.get(descriptor):
                    client.told(events)
            self.peak = max(self.peak, resident(self.pid))
            turn += TURN
            # Who is late here tells of a close late.
            self.late = max(self.late, time.monotonic() - turn)
            turn = max(turn, time.monotonic() - TURN)
            time.sleep(max(0.0, turn - time.monotonic()))
        self.open = len(os.listdir(f"/proc/{self.pid}/fd"))
        self.ages = {mode: max(time.monotonic() - client.born for client in self.of(mode)) for mode in MODES}

    def of(self, mode):
        return [client for client in self.clients if client.mode == mode]

    def end(self):
        for client in self.clients:
            client.end()


def exchange(connection, request):
    """Head and content of one answer."""
    def more():
        part = connection.recv(65536)
        if not part:
            raise OSError("closed")
        return part

    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += more()
    head, content = data.split(b"\r\n\r\n", 1)
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    while len(content) < length:
        content += more()
    return head, content


def good_client(port, seconds, results):
    """50 requests a second on one connection, each timed. Now and then the connection is another: it must get in, too."""
    times, failures, end, connection = [], 0, time.monotonic() + seconds, None
    while time.monotonic() < end:
        begin = time.monotonic()
        try:
            if connection is None or len(times) % 100 == 0:
                connection = socket.create_connection(("127.0.0.1", port), 10)
            head, _ = exchange(connection, b"GET /api/v1/ports/443/tcp HTTP/1.1\r\nHost: h\r\n\r\n")
            failures += not head.startswith(b"HTTP/1.1 200")
        except OSError:
            failures += 1
            connection = None
        times.append(time.monotonic() - begin)
        time.sleep(max(0.0, 0.02 - times[-1]))
    results.put((times, failures))


def legal_client(mode, plan, port, size, end, results):
    """Slow, but within the limits: it takes three quarters of what it may take, and must be answered."""
    answers, problems, random_ = 0, [], random.Random(mode)
    while time.monotonic() < end:
        try:
            with socket.socket() as connection:
                connection.settimeout(60)
                if mode == "read":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
                connection.connect(("127.0.0.1", port))
                allowed = 0.75 * plan.limit(mode, size)
                text = {"header": MODES["header"] + b"x" * 20, "body": MODES["body"] + b"x" * 999, "read": MODES["read"]}[mode]
                if mode == "read":
                    connection.sendall(text)
                    begin, got = time.monotonic(), 0
                    while got < size:
                        time.sleep(max(0.0, begin + allowed * got / size - time.monotonic()))
                        part = connection.recv(1 + random_.randrange(16384))
                        if not part:
                            raise OSError("closed")
                        got += len(part)
                    answers += 1
                    continue
                # What comes at once, then bytes of the rest in steps, then the end.
                at_once, steps = len(text) - 20, 10
                connection.sendall(text[:at_once])
                for i in range(steps):
                    time.sleep(allowed / steps)
                    connection.sendall(text[at_once + 2 * i:at_once + 2 * i + 2])
                head, _ = exchange(connection, b"\r\n\r\n" if mode == "header" else b"x")
                if head.startswith(b"HTTP/1.1 408"):
                    raise OSError("408")
                answers += 1
        except OSError as error:
            problems.append(f"slow {mode} within its limit: {error!r}")
    results.put((mode, answers, problems))


def good_clients(port, seconds, plan, size, results):
    """A process of its own: a client that asks all the time, and if there is a plan, those that are slow but legal."""
    end = time.monotonic() + seconds
    slow = [threading.Thread(target=legal_client, args=(mode, plan, port, size, end, results)) for mode in plan and ("header", "body", "read") or ()]
    for thread in slow:
        thread.start()
    good_client(port, seconds, results)
    for thread in slow:
        thread.join()


class Measured:
    def __init__(self, port, seconds, plan=None, size=0, meanwhile=time.sleep):
        results = multiprocessing.Queue()
        process = multiprocessing.Process(target=good_clients, args=(port, seconds, plan, size, results))
        process.start()
        meanwhile(seconds)
        self.legal = []
        for _ in range(4 if plan else 1):
            found = results.get(timeout=seconds + 60)
            if len(found) == 2:
                times, self.failures = found
            else:
                self.legal.append(found)
        process.join()
        self.times = times


def p99(times):
    return statistics.quantiles(times, n=100)[98]


def resident(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) * 1024


def starve(pid, seconds):
    """Lets the server run for four fifths of the time only."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.8)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.2)
        os.kill(pid, signal.SIGCONT)


WAITED = "the good client had to wait"


def judge(plan, attack, size, before, beside, after):
    quiet = p99(before.times + after.times)
    allowed = max(PATIENCE, 2 * quiet)
    print(f"{plan.count} slow clients for {plan.seconds} s; a good one made {len(beside.times)} requests: p99 {p99(beside.times) * 1e3:.1f} ms "
          f"beside them, {quiet * 1e3:.1f} ms without (allowed: {allowed * 1e3:.0f}); memory {attack.peak / 2**20:.0f} MiB; at the end "
          f"{attack.open} files open; turns up to {attack.late * 1e3:.0f} ms late")
    failures = before.failures + beside.failures + after.failures
    if failures:
        yield f"{failures} requests of the good client failed"
    if p99(beside.times) > allowed:
        yield WAITED
    if attack.peak > MEMORY_LIMIT:
        yield "too much memory"
    for mode, answers, problems in beside.legal:
        print(f"  slow {mode} within its limit: {answers} answers")
        yield from problems[:3]
        if answers == 0:
            yield f"slow {mode} within its limit: no answer"
    for mode in MODES:
        limit, lives = plan.limit(mode, size), [life for client in attack.of(mode) for life in client.lives]
        print(f"  slow {mode}: {len(attack.of(mode))} clients closed {len(lives)} times, limit {limit:.1f} s, lives from "
              f"{min(lives, default=0):.1f} to {max(lives, default=0):.1f} s; the oldest at the end is {attack.ages[mode]:.1f} s old")
        longest = limit + TICK + ALLOWANCE + attack.late
        if not lives or max(max(lives), attack.ages[mode]) > longest:
            yield f"slow {mode} was not closed within {longest:.1f} s"
        # What the system keeps of an answer for who takes it is not waited for.
        shortest = plan.response if mode == "read" else limit
        if lives and min(lives) < shortest - 0.1:
            yield f"slow {mode} was closed too early"


def run(server, plan, seeded):
    port = server.ports["http"]
    with socket.create_connection(("127.0.0.1", port)) as connection:
        _, content = exchange(connection, MODES["read"])
    size = len(content)
    before = Measured(port, plan.quiet)
    attack = Attack(plan, port, server.process)
    starving = threading.Thread(target=starve, args=(server.process, plan.seconds))
    if seeded == "starve":
        starving.start()
    beside = Measured(port, plan.seconds, plan, size, attack.run)
    attack.end()
    if seeded == "starve":
        starving.join()
    return list(judge(plan, attack, size, before, beside, Measured(port, plan.quiet)))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("--seeded", choices=["wait", "starve"])
    asked = options.parse_args()
    plan = Plan(os.environ.get("PORTOLAN_LONG") == "1" and not asked.seeded)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if plan.count > hard - 200:
        plan.count = hard - 200
        print(f"only {plan.count} connections: the system allows {hard} files")
    if asked.seeded == "wait":
        plan.options = ["--limit", "header-time=86400,body-time=86400,response-time=86400"]
    server = Server(asked.program, "serve", "--listen", "127.0.0.1:0", *plan.options, environment={"PORTOLAN_DATA": "/nonexistent"})
    try:
        problems = run(server, plan, asked.seeded)
        if problems == [WAITED]:
            print("once more: this machine may have had other things to do")
            problems = run(server, plan, asked.seeded)
    finally:
        server.end()
    for problem in problems:
        print("PROBLEM:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    # A fork would hold copies of all slow connections, which then would never close.
    multiprocessing.set_start_method("spawn")
    try:
        sys.exit(main())
    except Problem as found:
        sys.exit(f"PROBLEM: {found}")
