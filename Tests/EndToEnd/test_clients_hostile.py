"""Hostile clients harm no other client: others are answered, the engine stays connected, nothing of them is left.

Limits are those of docs/limits.md. The daemon starts with a limit of 1,024 descriptors, as from most shells.
"""

import contextlib
import json
import pathlib
import resource
import socket
import time

import pytest

from sandbox import HERE, until
from shop import Shop

PER_USER = 256
PATIENCE = 5


class Hostile:
    """The shop, used by its members and by attackers."""

    def __init__(self, shop):
        self.shop, self.sandbox = shop, shop.sandbox
        for name in ("mallory", "oscar", "alice"):
            self.sandbox.run("useradd", "--no-create-home", "--groups", "dusty", name)
        self.pid = shop.daemon
        init = self.sandbox._init
        self.proc = pathlib.Path(f"/proc/{init}/root/proc/{self.pid}")
        self.path = f"/proc/{init}/root/run/dusty/dusty.sock"

    def by(self, user, *command):
        return ("setpriv", "--reuid", user, "--regid", user, "--init-groups", *command)

    def figures(self):
        """Memory in MB, descriptors and threads of the daemon."""
        fields = dict(line.split(":", 1) for line in (self.proc / "status").read_text().splitlines())
        return {
            "memory": int(fields["VmRSS"].split()[0]) >> 10, "descriptors": len(list((self.proc / "fd").iterdir())),
            "threads": int(fields["Threads"]),
        }

    @contextlib.contextmanager
    def herd(self, user, kind, count):
        """Connections of a user; yields a function that returns what became of them."""
        command = self.by(user, "/usr/bin/python3", HERE / "hostile_client.py", kind, count)
        client = self.sandbox.start(*command, stdin=-1, stdout=-1)

        def look(first=[json.loads(client.stdout.readline())]):
            if first:
                return first.pop()
            client.stdin.write("\n")
            client.stdin.flush()
            return json.loads(client.stdout.readline())

        try:
            yield look
        finally:
            client.stdin.close()
            client.wait(timeout=30)

    def answered(self, user="alice"):
        """Asks as another user, who must be answered soon, by a daemon that is connected to its engine."""
        began = time.monotonic()
        result = self.sandbox.run(*self.by(user, "dusty", "status", "--json"), timeout=60)
        assert time.monotonic() - began < PATIENCE
        assert json.loads(result.stdout)["engine"]["reachable"]

    def ask(self, data, seconds=20):
        """Sends bytes and reads to the end of the connection."""
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(seconds)
        client.connect(self.path)
        answer = b""
        with client:
            with contextlib.suppress(ConnectionResetError, BrokenPipeError):
                client.sendall(data)
            with contextlib.suppress(ConnectionResetError):
                while piece := client.recv(1 << 16):
                    answer += piece
        return answer

    def until_flat(self, before, seconds=60):
        """Waits until the daemon uses no more than before, but for what it may keep."""
        bounds = {"memory": 24, "descriptors": 4, "threads": 4}
        print(f"before {before}, under load {self.figures()}")
        until(
            lambda: all(self.figures()[name] <= before[name] + more for name, more in bounds.items()), seconds,
            lambda: f"{self.figures()} is like {before}",
        )
        print(f"afterwards {self.figures()}")


@pytest.fixture(scope="module")
def hostile(sandbox):
    sandbox.run("sh", "-c", "ulimit -Sn 1024 && exec Scripts/run-example")
    return Hostile(Shop(sandbox))


def test_the_daemon_may_open_as_many_files_as_the_system_lets_it(hostile):
    line = next(line for line in (hostile.proc / "limits").read_text().splitlines() if "open files" in line)
    assert int(line.split()[3]) == min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 65536), line


def test_two_hundred_clients_at_once_are_all_answered(hostile):
    before = hostile.figures()
    clients = [socket.socket(socket.AF_UNIX) for _ in range(200)]
    for client in clients:
        client.settimeout(30)
        client.connect(hostile.path)
    for client in clients:
        client.sendall(b"GET /v1/status HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n")
    hostile.answered()
    for client in clients:
        with client:
            assert client.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
    hostile.until_flat(before)


def test_a_thousand_silent_connections_of_a_member_hinder_no_other_client(hostile):
    before = hostile.figures()
    with hostile.herd("mallory", "silent", 1500) as silent, hostile.herd("oscar", "loris", 200) as slow:
        until(lambda: silent()["open"] <= PER_USER, 10, lambda: f"too many are refused: {silent()}")
        assert silent()["ends"]["429"] == 1500 - PER_USER, silent()
        assert slow()["open"] == 200
        assert hostile.figures()["descriptors"] < before["descriptors"] + 600
        for user in ("alice", "root"):
            hostile.answered(user)
        # The error names the limit, and does not say that the daemon is down.
        refused = hostile.sandbox.run(*hostile.by("mallory", "dusty", "status"), check=False)
        assert refused.returncode == 69, refused.stderr
        assert "the daemon is running" in refused.stderr and "dusty -d" not in refused.stderr, refused.stderr
        until(
            lambda: silent()["open"] == 0 and slow()["open"] == 0, 40,
            lambda: f"all are closed: {silent()}, {slow()}",
        )
        assert slow()["ends"] == {"408": 200} and slow()["latest"] < 25, slow()
        hostile.answered("mallory")
        hostile.answered("oscar")
    hostile.until_flat(before)


def test_half_a_body_is_not_waited_for(hostile):
    before = hostile.figures()
    with hostile.herd("mallory", "half-body", 200) as half, hostile.herd("oscar", "idle", 200) as idle:
        assert half()["open"] == 200 and idle()["open"] == 200
        hostile.answered()
        until(lambda: half()["open"] == 0, 50, lambda: f"half requests are closed: {half()}")
        assert half()["ends"] == {"400": 200}
        until(lambda: idle()["open"] == 0, 50, lambda: f"idle connections are closed: {idle()}")
        assert idle()["ends"] == {"200": 200}
    hostile.until_flat(before)


def test_clients_that_do_not_read_cost_little_and_streams_are_limited(hostile):
    before = hostile.figures()
    with hostile.herd("oscar", "watch", 70) as watch, hostile.herd("mallory", "deaf", 100) as deaf:
        # 64 are served; the others get an error, and may send another request on the same connection.
        follow = hostile.by("oscar", "timeout", "5", "dusty", "logs", "-f", "api")
        refused = until(
            lambda: (result := hostile.sandbox.run(*follow, check=False)).returncode == 69 and result, 30,
            "a stream too many is refused",
        )
        assert "64 streams" in refused.stderr, refused.stderr
        assert watch()["open"] == 70 and deaf()["open"] == 100
        hostile.answered("oscar")
        hostile.answered()
        assert hostile.figures()["memory"] < before["memory"] + 120, hostile.figures()
    hostile.until_flat(before)


@pytest.mark.parametrize("request_, statuses", [
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {b"400"}),
    (b"GARBAGE\r\n\r\n", {b"400"}),
    (b"GET /v1/status HTTP/9.9\r\n\r\n", {b"400"}),
    (b"GET / HTTP/1.1\r\nHost: d\r\nContent-Length: -1\r\n\r\n", {b"400"}),
    (b"GET / HTTP/1.1\r\nHost: d\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", {b"400"}),
    (b"POST /v1/jobs HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", {b"400"}),
    (b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: d\r\n\r\n", {b"431"}),
    (b"GET / HTTP/1.1\r\nHost: d\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", {b"431"}),
    (b"GET / HTTP/1.1\r\nHost: d\r\n" + b"X: a\r\n" * 50_000 + b"\r\n", {b"431"}),
    (b"POST /v1/jobs HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 20000000\r\n\r\n"
     + b" " * 20_000_000, {b"400"}),
    (b"POST /v1/jobs HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b" " * 65536
     + (b"\r\n10000\r\n" + b" " * 65536) * 400, {b"400"}),
    (b"GET /v1/version HTTP/1.1\r\nHost: d\r\n\r\n" * 500 + b"GET /v1/version HTTP/1.0\r\n\r\n", {b"200"}),
], ids=[
    "tls", "garbage", "version", "length", "smuggling", "chunk", "url", "header", "headers", "large", "endless",
    "pipelined",
])
def test_malformed_and_huge_requests_are_answered_or_cut(hostile, request_, statuses):
    began = time.monotonic()
    answer = hostile.ask(request_)
    # A client that sends much without reading may lose the connection before the answer.
    if answer or len(request_) < 1 << 20:
        assert {answer.split(b" ", 2)[1]} == statuses, answer[:300]
    if b"HTTP/1.0" in request_:
        assert answer.count(b"HTTP/1.1 200 ") + answer.count(b"HTTP/1.0 200 ") == 501
    elif answer and statuses != {b"200"}:
        body = json.loads(answer.split(b"\r\n\r\n", 1)[1].splitlines()[0])
        assert body["code"] == "invalid" and body["message"], body
    assert time.monotonic() - began < 12
    hostile.answered("root")


def test_ten_thousand_connections_opened_and_dropped_leave_nothing(hostile):
    before = hostile.figures()
    command = ("/usr/bin/python3", HERE / "hostile_client.py", "drop", "5000")
    clients = [hostile.sandbox.start(*hostile.by(user, *command), stdout=-1) for user in ("mallory", "oscar")]
    for _ in range(3):
        hostile.answered()
    for client in clients:
        said = json.loads(client.communicate(timeout=120)[0])
        assert said["seconds"] < 100, said
    hostile.until_flat(before)
    hostile.answered("mallory")
