"""Edits until a program in a container sees them."""
import contextlib
import os
import subprocess
import time

from follow import end
from sampling import few, in_turns, run
from trees import TreeStack

FILES = few(10_000, 1_000)
FILE = "part0/file7"
# Says a line when the file is another one: its first 32 bytes. Asks twice in a millisecond, because a container's own reader would.
READER = """
import sys, time
path, last = sys.argv[1], None
while True:
    try:
        with open(path, "rb") as file:
            now = file.read()
    except OSError:
        now = None
    if now and now != last and len(now) == 2048:
        print(now[:32].decode(), flush=True)
        last = now
    time.sleep(0.0005)
"""
PEER = """services:
  peer:
    image: python:3.11
    build: {{context: {code}}}
    init: true
    command: [sleep, infinity]
    working_dir: /code
    develop:
      watch: [{{action: sync, path: {code}, target: /code}}]
"""


class Reader:
    """A program in a container that says what a file holds."""

    def __init__(self, container, path=f"/code/{FILE}"):
        self._process = subprocess.Popen(
            ["docker", "exec", "-i", container, "python3", "-u", "-c", READER, path], start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def until(self, token):
        """Returns when it has said so."""
        for line in self._process.stdout:
            if line.decode().strip() == token:
                return
        raise SystemExit("measure: the reader in the container has ended")

    def close(self):
        """Ends the client; the program in the container ends with it when it next writes, or with the container."""
        end(self._process)
        self._process.stdout.close()


def seen(reader, source, then=lambda: None):
    """A function that changes a file, does what is needed for it to come over, and returns how long it takes to be seen."""
    def once():
        token = os.urandom(16).hex()
        start = time.perf_counter()
        with open(source, "w") as file:
            file.write(token * 64)
        then()
        reader.until(token)
        return time.perf_counter() - start
    return once


def measure_inside(bench):
    """P2."""
    with contextlib.ExitStack() as context:
        stack = context.enter_context(TreeStack(bench, FILES))
        ours = Reader(stack.container("code"))
        context.callback(ours.close)
        peer = context.enter_context(_compose_peer(stack))
        things = {"dusty": seen(ours, f"{stack.code}/{FILE}")}
        copied = Reader(peer.container, f"/copied/{FILE}")
        context.callback(copied.close)
        if peer.watch():
            watched = Reader(peer.container)
            context.callback(watched.close)
            things["docker compose watch, action sync"] = seen(watched, f"{peer.code}/{FILE}")
        things["docker cp of the file"] = seen(copied, f"{peer.copied}/{FILE}", peer.copy)
        bench.report.compare(
            f"P2: one edit until a program in the container sees it, {FILES:,} files",
            "a file of 2 kB is written; the program looks every half millisecond and says so through the engine, which is counted in for all; "
            "target: 5 ms", in_turns(things, n=20))


@contextlib.contextmanager
def _compose_peer(stack):
    peer = ComposePeer(stack)
    try:
        peer.up()
        yield peer
    finally:
        peer.close()


class ComposePeer:
    """A container of Compose's with the same code in it, kept up by Compose."""

    def __init__(self, stack):
        self.code, self.copied = stack.mirror("watched"), f"{stack.work}/copied"
        # Compose wants a build to watch; it is never built, because the image is there.
        with open(f"{stack.work}/watch.yml", "w") as file:
            file.write(PEER.format(code=self.code))
        self.project = f"{stack.container('x').rpartition('_x_')[0]}"
        self.command = ["docker", "compose", "-p", self.project, "-f", f"{stack.work}/watch.yml"]
        self.container, self._watch = f"{self.project}-peer-1", None

    def up(self):
        """Starts the container and puts the code into it."""
        os.makedirs(f"{self.copied}/part0")
        run([*self.command, "up", "-d", "--no-build"])
        run(["docker", "cp", self.code, f"{self.container}:/code"])
        run(["docker", "cp", self.copied, f"{self.container}:/copied"])

    def watch(self):
        """Has Compose watch the code; false if it does not come to it."""
        self._watch = subprocess.Popen([*self.command, "watch", "--no-up"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(few(5, 2))
        return self._watch.poll() is None

    def copy(self):
        """Copies the file into the container."""
        run(["docker", "cp", f"{self.copied}/{FILE}", f"{self.container}:/copied/{FILE}"])

    def close(self):
        """Ends both."""
        if self._watch:
            end(self._watch)
        subprocess.run(["docker", "rm", "-f", self.container], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
