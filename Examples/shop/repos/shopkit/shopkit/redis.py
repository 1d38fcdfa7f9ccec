"""A Redis client: RESP2 over one connection."""

import socket


class RedisError(Exception):
    """The server refused a command."""


class Connection:
    def __init__(self, host, port):
        self._socket = socket.create_connection((host, port), timeout=10)
        self._file = self._socket.makefile("rb")

    def __call__(self, *words):
        """Sends one command, such as `connection("INCR", "visits")`, and returns its reply."""
        parts = [str(word).encode() for word in words]
        packet = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._socket.sendall(packet)
        return self._reply()

    def wait_for(self, seconds):
        """How long a command may block before its reply comes."""
        self._socket.settimeout(seconds)

    def close(self):
        self._file.close()
        self._socket.close()

    def _reply(self):
        line = self._file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest.decode()
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return self._bulk(int(rest))
        if kind == b"*":
            return None if int(rest) < 0 else [self._reply() for _ in range(int(rest))]
        raise RedisError(f"unknown reply {line!r}")

    def _bulk(self, length):
        if length < 0:
            return None
        data = self._file.read(length + 2)
        if len(data) != length + 2:
            raise ConnectionError("Redis closed the connection")
        return data[:-2].decode()
