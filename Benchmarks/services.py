"""Services that do nothing: up, and up again; and a service that others wait for."""
import datetime
import json
import shutil
import subprocess

from sampling import few, in_turns, rounds, run
from stack import BenchStack, idle_services

GATE = """image: python:3.11
init: true
command: [sh, -c, "sleep 2; touch /ready; date +%s.%N; exec sleep infinity"]
healthcheck: {test: [CMD, test, -e, /ready], interval: {interval}}
"""
AFTER = """image: python:3.11
init: true
command: [sleep, infinity]
depends: {services: [gate]}
"""


def measure_services(bench):
    """P7, P8 and P9."""
    for count in (10, few(30, 12)):
        with BenchStack(bench, idle_services(count)) as stack:
            _measure_up(bench.report, stack, count)
    _measure_gate(bench)


def up_and_up(stack, count):
    """Cold and no-op `up` beside Compose with the same file: functions that return seconds, in two groups."""
    file = f"{stack.work}/peer.yml"
    shutil.copy(stack.compose_file, file)

    def cold(command):
        stack.dusty("down")
        return command()
    colds = {"dusty up": lambda: cold(lambda: stack.dusty("up")),
             "docker compose up -d": lambda: cold(lambda: _and_down(stack, file))}
    again = {"dusty up": lambda: stack.dusty("up"), "docker compose up -d": lambda: run(stack.compose("up", "-d"))}
    return colds, again


def _and_down(stack, file):
    seconds = run(stack.compose("up", "-d", file=file))
    run(stack.compose("down", "-t", "1", file=file))
    return seconds


def _measure_up(report, stack, count):
    colds, again = up_and_up(stack, count)
    with stack.untouched():
        report.compare(f"P7: no-op up, {count} services", "the peer brings up the same project from the same file; target: 20 ms for 10, 45 ms "
                       "for 30", in_turns(again, n=15))
    report.compare(f"P8: cold up, {count} services", "from no container to all of them running, the proxy included; the peer reads the file "
                   "that Dusty wrote; target: 1.05 of Compose, which is 0.95 in the column", rounds(colds, n=few(5, 2)))


def _measure_gate(bench):
    """From the moment at which a dependency is ready to the start of what depends on it, both by the host's clock."""
    specs = {"services/gate.yml": GATE.replace("{interval}", "30s"), "apps/after.yml": AFTER, "bundles/all.yml": "apps: [after]\n"}
    with BenchStack(bench, specs) as stack:
        peers = {}
        for interval in ("30s", "1s"):
            peers[interval] = f"{stack.work}/gate-{interval}.yml"
            with open(stack.compose_file) as file, open(peers[interval], "w") as copy:
                copy.write(file.read().replace('"30s"', f'"{interval}"'))

        def ours():
            stack.dusty("down")
            stack.dusty("up")
            return _waited(stack)

        def theirs(interval):
            stack.dusty("down")
            run(stack.compose("up", "-d", file=peers[interval]))
            seconds = _waited(stack)
            run(stack.compose("down", "-t", "1", file=peers[interval]))
            return seconds
        samples = rounds({"dusty": ours, "docker compose, interval: 1s": lambda: theirs("1s")}, n=few(7, 1))
        samples += rounds({"docker compose, interval: 30s (the default)": lambda: theirs("30s")}, n=1)
        bench.report.compare("P9: dependency ready until its dependant has started", "a service is ready two seconds after its start; its health "
                             "check has the default interval, except where it is named; target: 0.4 s", samples)


def _waited(stack):
    """Seconds between the two."""
    ready = subprocess.run(["docker", "logs", stack.container("gate")], capture_output=True, text=True).stdout.split()[-1]
    text = subprocess.run(["docker", "inspect", stack.container("after")], capture_output=True, text=True).stdout
    started = json.loads(text)[0]["State"]["StartedAt"]
    # The engine writes nanoseconds, or fewer digits.
    moment = datetime.datetime.fromisoformat(started[:19] + "+00:00").timestamp() + float("0" + started[19:].rstrip("Z"))
    return moment - float(ready)
