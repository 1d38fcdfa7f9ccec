"""Full-screen programs before 81 containers of which one starts and ends without pause."""
import contextlib
import os
import threading
import time

from frames import Terminal
from sampling import few, run
from stack import IDLE, BenchStack
from usage import Usage

QUIET = few(80, 5)
SECONDS = few(20, 4)
# Docker waits ever longer between restarts of its own; here it is one every second and a half.
FLAP = 'image: python:3.11\ncommand: [sh, -c, "sleep 0.3; exit 3"]\n'


class Flapper:
    """Starts a container whenever it may have ended."""

    def __init__(self, container):
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(container,), daemon=True)

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _run(self, container):
        while not self._over.wait(1.2):
            run(["docker", "start", container])


def measure_flapping(bench, peers):
    """Each program in turn, because what one asks of the engine would be counted against the others' surroundings."""
    names = [f"idle{number}" for number in range(QUIET)]
    specs = {**{f"services/{name}.yml": IDLE for name in names}, "services/flap.yml": FLAP,
             "bundles/all.yml": f"services: [{', '.join(names)}]\n", "bundles/flap.yml": "services: [flap]\n"}
    with BenchStack(bench, specs) as stack, contextlib.ExitStack() as context:
        stack.dusty("bundles", "activate", "flap")
        with contextlib.suppress(SystemExit):
            # It is told that the service does not stay up.
            stack.dusty("up")
        context.enter_context(Flapper(stack.container("flap")))
        usages = [_of(stack, "dusty", [f"{bench.bin}/dusty"], stack.environment)]
        usages += [_of(stack, name, command, os.environ) for name, (command, _) in peers.items()]
        daemons = [usage for pair in usages for usage in pair[1:]]
        bench.report.usage(
            f"{QUIET + 1} containers, one flapping",
            f"{QUIET} services sleep, one ends 0.3 s after each start, every 1.2 s; {SECONDS} s for each "
            "program by itself, after ten; the daemon's and the engine's shares are below", [pair[0] for pair in usages] + daemons,
            {"dusty": "25 MiB / 0.5 % / 10"})


def _of(stack, name, command, environment):
    """What a program uses, and what the daemon and the engine do meanwhile."""
    engine = _engine()
    with Terminal(command, environment) as terminal:
        time.sleep(few(10, 2))
        usages = [Usage(name, terminal.pid, terminal)]
        if name == "dusty":
            usages.append(Usage("dustyd", stack.daemon_pid))
        if engine:
            usages.append(Usage(f"dockerd, with {name}", engine))
        time.sleep(SECONDS)
        return [usage.end() for usage in usages]


def _engine():
    """The engine's process, where it is in sight."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm") as file:
                same = os.readlink(f"/proc/{pid}/ns/net") == os.readlink("/proc/self/ns/net")
                if file.read().strip() == "dockerd" and same:
                    return int(pid)
        except OSError:
            pass
    return None
