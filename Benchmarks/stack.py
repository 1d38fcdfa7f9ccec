"""The example in a stack of its own."""
import contextlib
import json
import os
import subprocess
import threading
import time

from frames import end, open_on_pty
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


class BenchStack:
    """Daemon and containers, up while the context lasts, then gone without a trace."""

    chatter_lines = 200_000
    chatter_container = f"dusty-{NAME}_chatter_1"

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
        with open(f"{specs}/services/chatter.yml", "w") as file:
            file.write(CHATTER.format(lines=self.chatter_lines))
        with open(f"{specs}/bundles/chatter.yml", "w") as file:
            file.write("services: [chatter]\n")
        with open(f"{self.work}/etc/config.yml", "w") as file:
            json.dump({"specs_repo": f"{self.work}/shop/origins/specs", "owner": "root",
                       "repo_overrides": {f"{self.work}/shop/origins/specs": specs}}, file)
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
        last = f"{self.chatter_lines - 1:010d}"
        while last not in subprocess.run(
                ["docker", "logs", "--tail", "1", self.chatter_container], capture_output=True, text=True).stdout:
            time.sleep(0.2)

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

    @contextlib.contextmanager
    def dashboard(self):
        """A dashboard on a pty that somebody reads."""
        pid, descriptor = open_on_pty([f"{self.bin}/dusty"], self.environment)
        threading.Thread(target=_drain, args=(descriptor,), daemon=True).start()
        try:
            yield pid
        finally:
            end(pid, descriptor)


def _drain(descriptor):
    with contextlib.suppress(OSError):
        while os.read(descriptor, 65536):
            pass
