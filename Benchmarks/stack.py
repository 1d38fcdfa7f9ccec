"""The example in a stack of its own."""
import contextlib
import json
import os
import subprocess
import time

from follow import FollowedStack
from sampling import run

NAME = "bench"
CHATTER = """image: python:3.11
init: true
command:
  - python
  - -c
  - |
    import sys, time
    for number in range({lines}):
        sys.stdout.write("%010d %s\\n" % (number, "x" * 88))
    sys.stdout.flush()
    time.sleep(1e6)
"""
HISTORY_LINES = 500_000
# Has no character in common with what stands in its place on the screen before.
HISTORY_END = b"THE_END_OF_IT_ALL"
HISTORY = """image: python:3.11
init: true
command:
  - python
  - -c
  - |
    import sys, time
    for number in range({lines} - 1):
        sys.stdout.write("%010d %s\\n" % (number, "x" * 96))
    print("{end}", flush=True)
    time.sleep(1e6)
"""
FLOOD_LINE = 100
FLOOD = """image: python:3.11
init: true
command:
  - python
  - -c
  - |
    import sys, time
    start, number = time.monotonic(), 0
    while True:
        for number in range(number + 1, int((time.monotonic() - start) * 10000)):
            sys.stdout.write("%010d %s\\n" % (number, "y" * 89))
        sys.stdout.flush()
        time.sleep(0.02)
"""


CODE = """image: python:3.11
repo: {code}
mount: /code
commands:
  always:
    - exec sleep 1000000
compose:
  init: true
"""


class BenchStack(FollowedStack):
    """Daemon and containers, up while the context lasts, then gone without a trace."""

    chatter_lines = 200_000

    def __init__(self, root, bin_, work):
        self.root, self.bin, self.work = root, bin_, f"{work}/stack"
        self.environment = {
            **os.environ, "DUSTY_CONFIG_DIR": f"{self.work}/etc", "DUSTY_STATE_DIR": f"{self.work}/var",
            "DUSTY_SOCKET_PATH": f"{self.work}/dusty.sock", "DUSTY_HOSTS_FILE": f"{self.work}/hosts"}

    def __enter__(self):
        self._prepare()
        with open(f"{self.work}/dustyd.log", "w") as log:
            self.daemon = subprocess.Popen(
                [f"{self.bin}/dustyd", "--stack", NAME], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run([f"{self.bin}/dusty", "down"], env=self.environment, stdout=subprocess.DEVNULL)
        self.daemon.terminate()
        self.daemon.wait()

    def _prepare(self):
        for part in ("etc", "var"):
            os.makedirs(f"{self.work}/{part}")
        run([f"{self.root}/Scripts/shop-repos", f"{self.work}/shop"])
        specs = f"{self.work}/specs"
        run(["git", "clone", "-q", f"{self.work}/shop/origins/specs", specs])
        services = {"chatter": CHATTER.format(lines=self.chatter_lines), "flood": FLOOD,
                    "history": HISTORY.format(lines=HISTORY_LINES, end=HISTORY_END.decode())}
        for name, spec in services.items():
            with open(f"{specs}/services/{name}.yml", "w") as file:
                file.write(spec)
            with open(f"{specs}/bundles/{name}.yml", "w") as file:
                file.write(f"services: [{name}]\n")
        self.write_code()
        with open(f"{specs}/apps/code.yml", "w") as file:
            file.write(CODE.format(code=self.code))
        with open(f"{specs}/bundles/code.yml", "w") as file:
            file.write("apps: [code]\n")
        with open(f"{self.work}/etc/config.yml", "w") as file:
            json.dump({"specs_repo": f"{self.work}/shop/origins/specs", "owner": "root",
                       "repo_overrides": {f"{self.work}/shop/origins/specs": specs, self.code: self.code}}, file)
        with open(f"{self.work}/hosts", "w") as file:
            file.write("127.0.0.1 localhost\n")

    def _start(self):
        while subprocess.run([f"{self.bin}/dusty", "status"], env=self.environment, capture_output=True).returncode != 0:
            if self.daemon.poll() is not None:
                with open(f"{self.work}/dustyd.log") as log:
                    raise SystemExit(f"measure: the daemon ended:\n{log.read()}")
            time.sleep(0.1)
        self.dusty("bundles", "activate", "shop", "fulfilment", "chatter")
        self.cold_up_seconds = self.dusty("up")
        self._until_written("chatter", f"{self.chatter_lines - 1:010d}".encode())

    def _until_written(self, service, line):
        """Waits for the last line of a log."""
        while line not in subprocess.run(["docker", "logs", "--tail", "1", self.container(service)], capture_output=True).stdout:
            time.sleep(0.2)

    def until_history_is_written(self):
        """Waits for the end of the long log."""
        self._until_written("history", HISTORY_END)

    @contextlib.contextmanager
    def also(self, service):
        """Has one more service in the stack for a while."""
        self.dusty("bundles", "activate", service)
        self.dusty("up")
        yield
        self.dusty("bundles", "deactivate", service)
        self.dusty("up")

    @staticmethod
    def container(service):
        """The name of a service's container."""
        return f"dusty-{NAME}_{service}_1"

    def dusty(self, *arguments):
        """Runs dusty; returns the seconds it took."""
        return run([f"{self.bin}/dusty", *arguments], env=self.environment)

    def compose(self, *arguments):
        """The Compose command for the same project and file."""
        return ["docker", "compose", "-p", f"dusty-{NAME}", "-f", f"{self.work}/var/compose/docker-compose.yml", *arguments]

    def containers(self):
        """Ids and start times of the stack's containers."""
        ids = subprocess.run(
            ["docker", "ps", "-q", "--no-trunc", "--filter", f"label=dusty.stack={NAME}"], capture_output=True, text=True).stdout.split()
        return subprocess.run(
            ["docker", "inspect", "-f", "{{.Id}} {{.State.StartedAt}}", *sorted(ids)], capture_output=True, text=True).stdout

    @property
    def daemon_pid(self):
        return self.daemon.pid
