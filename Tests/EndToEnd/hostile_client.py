"""A client that means no good: holds connections in one of several ways. hostile_client.py KIND COUNT

Prints what became of them as one line of JSON; after a line on standard input prints another, for what has happened
since.
"""

import collections
import json
import resource
import select
import socket
import sys
import time

PATH = "/var/run/dusty/dusty.sock"
HEAD = b"GET /v1/status HTTP/1.1\r\nHost: d\r\n"
KINDS = {
    "silent": b"",
    "half-head": HEAD + b"X-A: b",
    "half-body": b"POST /v1/jobs HTTP/1.1\r\nHost: d\r\nContent-Length: 100\r\n\r\n{",
    "idle": HEAD + b"\r\n",
    # Asks much and reads nothing of it.
    "deaf": (HEAD + b"\r\n") * 200,
    "watch": b"GET /v1/watch HTTP/1.1\r\nHost: d\r\n\r\n",
    "logs": b"GET /v1/logs?follow=1 HTTP/1.1\r\nHost: d\r\n\r\n",
}


def connect():
    client = socket.socket(socket.AF_UNIX)
    # Waits while too many wait already; with a time limit it would be refused.
    client.connect(PATH)
    client.settimeout(30)
    return client


def status(data):
    return data.split(b" ", 2)[1].decode() if data.startswith(b"HTTP/1.1 ") else "none"


class Herd:
    def __init__(self, kind, count):
        self.kind, self.reads = kind, kind not in ("deaf", "watch", "logs")
        self.open, self.began, self.ends = {}, time.monotonic(), collections.Counter()
        self.latest = 0.0
        for number in range(count):
            client = connect()
            try:
                client.send(KINDS[kind])
            except OSError:
                pass
            client.setblocking(False)
            self.open[client] = b""
            if number % 32 == 0:
                self.look()

    def look(self):
        """Notes who was answered and who was cut off."""
        if not self.reads:
            # A client that does not read sees its end all the same.
            self.cut([client for client in self.open if self.hung_up(client)])
            return
        poll = select.poll()
        numbers = {client.fileno(): client for client in self.open}
        for number in numbers:
            poll.register(number, select.POLLIN)
        for number, _ in poll.poll(0):
            client = numbers[number]
            try:
                data = client.recv(1 << 16)
            except OSError:
                data = b""
            self.open[client] += data
            if not data:
                self.cut([client])

    @staticmethod
    def hung_up(client):
        poll = select.poll()
        poll.register(client.fileno(), 0)
        return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))

    def cut(self, clients):
        for client in clients:
            data = self.open.pop(client)
            if not self.reads:
                client.setblocking(False)
                try:
                    data = client.recv(1 << 16)
                except OSError:
                    pass
            self.ends[status(data)] += 1
            self.latest = time.monotonic() - self.began
            client.close()

    def trickle(self):
        """Slow-loris: another byte of a header, so that the connection is never idle."""
        for client in self.open:
            try:
                client.send(b"b")
            except OSError:
                pass

    def report(self):
        self.look()
        print(json.dumps({"open": len(self.open), "ends": self.ends, "latest": self.latest}), flush=True)


def drop(count):
    """Opens connections and drops them in every state: silent, in the middle of a request, before the answer."""
    kinds = list(KINDS.values())
    failures = 0
    began = time.monotonic()
    for number in range(count):
        try:
            client = connect()
            client.send(kinds[number % len(kinds)])
            client.close()
        except OSError:
            failures += 1
    print(json.dumps({"failures": failures, "seconds": time.monotonic() - began}), flush=True)


def main():
    kind, count = sys.argv[1], int(sys.argv[2])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if kind == "drop":
        return drop(count)
    herd = Herd("half-head" if kind == "loris" else kind, count)
    time.sleep(0.5)
    herd.report()
    while True:
        if select.select([sys.stdin], [], [], 0.5)[0]:
            if not sys.stdin.readline():
                return
            herd.report()
        herd.look()
        if kind == "loris":
            herd.trickle()


main()
