"""Services that do nothing: up, and up again; and a service that others wait for."""
import shutil
import subprocess
import time

from sampling import Samples, few, in_turns, rounds, run
from stack import BenchStack, idle_services, moment

GATE = """image: python:3.11
init: true
command:
  - python
  - -c
  - |
    import time
    time.sleep(2)
    open("/ready", "w").close()
    print(time.time(), flush=True)
    time.sleep(1e6)
healthcheck: {test: [CMD, test, -e, /ready], interval: {interval}}
"""
AFTER = """image: python:3.11
depends: {services: [gate]}
commands: {always: [exec sleep infinity]}
compose: {init: true}
"""


def measure_services(bench):
    """P7, P8 and P9."""
    for count in (10, few(30, 12)):
        with BenchStack(bench, idle_services(count)) as stack:
            _measure_up(bench.report, stack, count)
    _measure_gate(bench)


def up_and_up(stack):
    """Cold and no-op `up` beside Compose with the same file: functions that return seconds, in two groups; and what they note of each cold
    `up`, the seconds until the last container had started."""
    file = f"{stack.work}/peer.yml"
    shutil.copy(stack.compose_file, file)
    noted = {"dusty up": [], "docker compose up -d": []}

    def cold(name, command):
        stack.dusty("down")
        began = time.time()
        seconds = command()
        noted[name].append(stack.last_start() - began)
        return seconds

    def theirs():
        seconds = cold("docker compose up -d", lambda: run(stack.compose("up", "-d", file=file)))
        run(stack.compose("down", "-t", "1", file=file))
        return seconds
    colds = {"dusty up": lambda: cold("dusty up", lambda: stack.dusty("up")), "docker compose up -d": theirs}
    again = {"dusty up": lambda: stack.dusty("up"), "docker compose up -d": lambda: run(stack.compose("up", "-d"))}
    return colds, again, noted


def _measure_up(report, stack, count):
    colds, again, noted = up_and_up(stack)
    with stack.untouched():
        report.compare(f"P7: no-op up, {count} services", "the peer brings up the same project from the same file; target: 20 ms for 10, 45 ms "
                       "for 30", in_turns(again, n=15))
    samples = rounds(colds, n=few(5 if count == 10 else 3, 2))
    report.compare(
        f"P8: cold up, {count} services", "from no container to all of them running, the proxy included, and to the end of the command; Dusty "
        "looks once more, a second after a start, whether containers without a health check stay up; the peer reads the file that Dusty "
        "wrote", samples)
    report.compare(
        f"P8: cold up until the last container has started, {count} services",
        "the same runs; target: 1.05 of Compose, which is 0.95 in the column",
        [Samples(sample.name, noted[sample.name], sample.load) for sample in samples])


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
        samples = rounds({"dusty": ours, "docker compose, interval: 1s": lambda: theirs("1s")}, n=few(5, 1))
        samples += rounds({"docker compose, interval: 30s (the default)": lambda: theirs("30s")}, n=1)
        bench.report.compare(
            "P9: dependency ready until its dependant has started",
            "a service is ready two seconds after its start; its health check has the default interval, except where it is named; target: 0.4 s",
            samples)


def _waited(stack):
    """Seconds between the two."""
    ready = subprocess.run(["docker", "logs", stack.container("gate")], capture_output=True, text=True).stdout.split()[-1]
    asked = ["docker", "inspect", "-f", "{{.State.StartedAt}}", stack.container("after")]
    return moment(subprocess.run(asked, capture_output=True, text=True).stdout.strip()) - float(ready)
