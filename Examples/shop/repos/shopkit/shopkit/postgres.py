"""A PostgreSQL client: protocol 3.0 with SCRAM-SHA-256, values as text."""

import base64
import hashlib
import hmac
import os
import socket
import struct


class DatabaseError(Exception):
    """The server reported an error."""


class Connection:
    def __init__(self, host, port, user, password, database):
        self._socket = socket.create_connection((host, port), timeout=10)
        self._file = self._socket.makefile("rb")
        settings = f"user\0{user}\0database\0{database}\0\0".encode()
        self._socket.sendall(_packet(b"", struct.pack("!i", 196608) + settings))
        self._authenticate(password)
        self._until_ready()

    def __call__(self, statement, *values):
        """Runs one statement with $1, $2, … and returns its rows as tuples of text."""
        texts = [None if value is None else str(value).encode() for value in values]
        bound = b"".join(struct.pack("!i", -1) if t is None else struct.pack("!i", len(t)) + t for t in texts)
        self._socket.sendall(
            _packet(b"P", b"\0" + statement.encode() + b"\0\0\0")
            + _packet(b"B", b"\0\0\0\0" + struct.pack("!h", len(texts)) + bound + b"\0\0")
            + _packet(b"E", b"\0\0\0\0\0")
            + _packet(b"S", b"")
        )
        return self._until_ready()

    def close(self):
        self._socket.sendall(_packet(b"X", b""))
        self._file.close()
        self._socket.close()

    def _until_ready(self):
        """The rows up to the end of the server's answer; its error only after all of it has been read."""
        rows, error = [], None
        while True:
            kind, body = self._message()
            if kind == b"D":
                rows.append(_row(body))
            elif kind == b"E":
                error = _error(body)
            elif kind == b"Z":
                if error:
                    raise error
                return rows

    def _message(self):
        head = self._file.read(5)
        if len(head) < 5:
            raise ConnectionError("PostgreSQL closed the connection")
        return head[:1], self._file.read(struct.unpack("!i", head[1:])[0] - 4)

    def _authenticate(self, password):
        nonce = base64.b64encode(os.urandom(18)).decode()
        first = f"n=,r={nonce}"
        expected = None
        while True:
            kind, body = self._message()
            if kind == b"E":
                raise _error(body)
            (method,) = struct.unpack("!i", body[:4])
            if method == 0:
                return
            if method == 10:
                hello = f"n,,{first}".encode()
                reply = b"SCRAM-SHA-256\0" + struct.pack("!i", len(hello)) + hello
            elif method == 11:
                reply, expected = _scram_proof(password, nonce, first, body[4:].decode())
            elif method == 12:
                if body[4:].decode() != f"v={expected}":
                    raise DatabaseError("the server does not know the password")
                continue
            else:
                raise DatabaseError(f"the server wants authentication method {method}, which shopkit does not know")
            self._socket.sendall(_packet(b"p", reply))


def _packet(kind, body):
    return kind + struct.pack("!i", len(body) + 4) + body


def _row(body):
    (count,) = struct.unpack("!h", body[:2])
    values, at = [], 2
    for _ in range(count):
        (length,) = struct.unpack("!i", body[at : at + 4])
        at += 4
        values.append(None if length < 0 else body[at : at + length].decode())
        at += max(length, 0)
    return tuple(values)


def _error(body):
    fields = {part[:1]: part[1:].decode() for part in body.split(b"\0") if part}
    return DatabaseError(fields.get(b"M", "unknown error"))


def _scram_proof(password, nonce, first, challenge):
    """The client's final message and the signature that the server has to answer with (RFC 5802)."""
    parts = dict(part.split("=", 1) for part in challenge.split(","))
    if not parts["r"].startswith(nonce):
        raise DatabaseError("the server answered another request")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(parts["s"]), int(parts["i"]))
    final = f"c=biws,r={parts['r']}"
    signed = f"{first},{challenge},{final}".encode()

    def sign(key, text):
        return hmac.digest(key, text, "sha256")

    client_key = sign(salted, b"Client Key")
    signature = sign(hashlib.sha256(client_key).digest(), signed)
    proof = bytes(a ^ b for a, b in zip(client_key, signature))
    server = sign(sign(salted, b"Server Key"), signed)
    return f"{final},p={base64.b64encode(proof).decode()}".encode(), base64.b64encode(server).decode()
