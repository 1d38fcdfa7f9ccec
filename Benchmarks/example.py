"""The example: up, status, logs; and services that write much."""
import subprocess
import time

from sampling import in_turns, run
from stack import BenchStack

LOG = """image: python:3.11
init: true
command:
  - python
  - -c
  - |
    import sys, time
"""
CHATTER_LINES = 200_000
CHATTER = LOG + f"""\
    for number in range({CHATTER_LINES}):
        sys.stdout.write("%010d %s\\n" % (number, "x" * 88))
    sys.stdout.flush()
    time.sleep(1e6)
"""
HISTORY_LINES = 500_000
# Has no character in common with what stands in its place on the screen before.
HISTORY_END = b"THE_END_OF_IT_ALL"
HISTORY = LOG + f"""\
    for number in range({HISTORY_LINES} - 1):
        sys.stdout.write("%010d %s\\n" % (number, "x" * 96))
    print("{HISTORY_END.decode()}", flush=True)
    time.sleep(1e6)
"""
FLOOD_LINE = 100
FLOOD = LOG + """\
    start, number = time.monotonic(), 0
    while True:
        for number in range(number + 1, int((time.monotonic() - start) * 10000)):
            sys.stdout.write("%010d %s\\n" % (number, "y" * 89))
        sys.stdout.flush()
        time.sleep(0.02)
"""


class ExampleStack(BenchStack):
    """The example with a service that has written 200,000 lines, and bundles for others that write."""

    def __init__(self, bench):
        services = {"chatter": CHATTER, "flood": FLOOD, "history": HISTORY}
        specs = {f"services/{name}.yml": text for name, text in services.items()}
        specs |= {f"bundles/{name}.yml": f"services: [{name}]\n" for name in services}
        super().__init__(bench, specs, bundles=("shop", "fulfilment", "chatter"))
        self.repo = f"{self.work}/shop/origins/specs"

    def write_specs(self):
        run([f"{self.root}/Scripts/shop-repos", f"{self.work}/shop"])
        run(["git", "clone", "-q", self.repo, f"{self.work}/specs"])
        self.write_files()

    def begin(self):
        super().begin()
        self._until_written("chatter", f"{CHATTER_LINES - 1:010d}".encode())

    def _until_written(self, service, line):
        """Waits for the last line of a log."""
        while line not in subprocess.run(["docker", "logs", "--tail", "1", self.container(service)], capture_output=True).stdout:
            time.sleep(0.2)

    def until_history_is_written(self):
        """Waits for the end of the long log."""
        self._until_written("history", HISTORY_END)


def measure_example(bench):
    """What needs the example running."""
    report = bench.report
    with ExampleStack(bench) as stack:
        report.single("Cold up", "the example; images there, no containers, repos to clone", stack.cold_up_seconds)
        with stack.untouched():
            report.compare(
                "No-op up", "the example as it should be; the peer brings up the same project from the same file; target: 20 ms without "
                "a look at the remotes",
                in_turns({"dusty up": lambda: stack.dusty("up"), "dusty up --no-pull": lambda: stack.dusty("up", "--no-pull"),
                          "docker compose up -d": lambda: run(stack.compose("up", "-d"))}, n=15))
        report.compare(
            "Status", "`docker compose ps` of the same project",
            in_turns({"dusty status": lambda: stack.dusty("status"), "docker compose ps": lambda: run(stack.compose("ps"))}, n=20))
        report.rate(
            "Log throughput", f"{CHATTER_LINES} lines of 100 bytes already written, to /dev/null; target: as many as docker logs",
            CHATTER_LINES,
            in_turns({"dusty logs": lambda: stack.dusty("logs", "chatter"),
                      "docker logs": lambda: run(["docker", "logs", stack.container("chatter")])}, n=7))
