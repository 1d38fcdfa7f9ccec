"""Timing commands in turns."""
import math
import os
import subprocess
import time

# To see that everything works: a fraction of the samples, sizes and waits. Such figures are worth nothing.
QUICK = os.environ.get("BENCH_QUICK") == "1"


def few(usual, quick):
    """The usual number, or the one for a quick look."""
    return quick if QUICK else usual


class Samples:
    """Seconds that one thing took, and the load while it was measured."""

    def __init__(self, name, seconds, load):
        self.name, self.seconds, self.load = name, sorted(seconds), load

    @property
    def n(self):
        return len(self.seconds)

    def quantile(self, share):
        """The nearest-rank quantile."""
        return self.seconds[min(self.n - 1, int(share * self.n))]

    @property
    def median(self):
        return self.quantile(0.5)

    @property
    def p95(self):
        return self.quantile(0.95)


def run(command, **options):
    """Runs a command to its end, output thrown away; returns the seconds it took. A failure ends the measurement."""
    start = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"measure: {' '.join(command)} failed:\n{done.stderr.decode(errors='replace')}")
    return seconds


def in_turns(things, n):
    """Calls every thing n times, one after the other, so that all meet the same load. The first round warms up and does not count."""
    n = few(n, min(n, 2))
    for thing in things.values():
        thing()
    return rounds(things, n)


def rounds(things, n, limit=math.inf):
    """The same without warming up, and no new round after so many seconds."""
    seconds = {name: [] for name in things}
    loads = {name: [] for name in things}
    end = time.monotonic() + limit
    for _ in range(n):
        for name, thing in things.items():
            seconds[name].append(thing())
            loads[name].append(os.getloadavg()[0])
        if time.monotonic() > end:
            break
    return [Samples(name, seconds[name], sum(loads[name]) / len(loads[name])) for name in things]
