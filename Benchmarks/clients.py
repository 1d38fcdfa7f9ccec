"""Many clients that ask at the same time, the engine beside."""
import os
import selectors
import socket
import time

from sampling import Samples, few
from stack import BenchStack, idle_services
from usage import memory

CLIENTS = few([1, 5, 20, 50, 100, 200], [1, 3])
SECONDS = few(3, 1)
SERVICES = few(10, 2)


class Client:
    """Asks one question again and again on a connection that it keeps."""

    def __init__(self, path, request):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self._request, self._answer, self.seconds = request, b"", []

    def ask(self):
        """Sends the question."""
        self._began, self._answer = time.perf_counter(), b""
        self.socket.sendall(self._request)

    def read(self):
        """Reads what is there; true once the answer is whole."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise SystemExit("measure: a client was sent away")
        self._answer += piece
        if not self._is_whole():
            return False
        if not self._answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"measure: a client was refused: {self._answer[:300]}")
        self.seconds.append(time.perf_counter() - self._began)
        return True

    def _is_whole(self):
        head, between, body = self._answer.partition(b"\r\n\r\n")
        if not between:
            return False
        lines = head.lower().split(b"\r\n")
        length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), None)
        return body.endswith(b"0\r\n\r\n") if length is None else len(body) >= length


def ask_at_once(name, path, request, count):
    """So many clients, each of which asks anew as soon as it has its answer, for some seconds."""
    clients = [Client(path, request) for _ in range(count)]
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.ask()
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            for key, _ in selector.select(1):
                if key.data.read():
                    key.data.ask()
    for client in clients:
        client.socket.close()
    seconds = [one for client in clients for one in client.seconds]
    if not seconds:
        raise SystemExit(f"measure: {name} answered none of {count} clients within {SECONDS} s")
    return Samples(name, seconds, os.getloadavg()[0])


def measure_clients(bench, curve):
    """The status of ten services, and the engine's list of them."""
    title = "Asked by many clients at once"
    answers = curve(bench, "clients", f"{title}: time of an answer", "clients",
                    f"the status of {SERVICES} services; the engine's list of containers; each client asks anew as soon as it has its answer, "
                    f"{SECONDS} s each")
    rates = curve(bench, "clients-rate", f"{title}: answers a second", "clients", "the same", unit="/s")
    held = curve(bench, "clients-memory", f"{title}: the daemon's memory", "clients", "the same, right after", unit="MiB")
    request = b"GET %s HTTP/1.1\r\nHost: local\r\n\r\n"
    engine = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")
    with BenchStack(bench, idle_services(SERVICES)) as stack:
        places = {"dustyd": (f"{stack.work}/dusty.sock", request % b"/v1/status")}
        if os.path.exists(engine):
            places["dockerd"] = engine, request % b"/containers/json"
        for count in CLIENTS:
            samples = [ask_at_once(name, *place, count) for name, place in places.items()]
            answers.add(count, samples)
            for sample in samples:
                rates.points.setdefault(sample.name, []).append((count, sample.n / SECONDS))
            held.points.setdefault("dustyd", []).append((count, memory(stack.daemon_pid)))
    for one in (answers, rates, held):
        one.write()
