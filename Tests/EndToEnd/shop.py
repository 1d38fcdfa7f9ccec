"""The running example as tests see it."""

import json
import time
import urllib.parse

from sandbox import until

ADDRESS = "127.65.0.1"
APPS = ("api", "web", "worker")
SERVICES = ("postgres", "redis")


class Shop:
    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.directory = sandbox.directory / "shop"
        self.api = self.directory / "work" / "shop-api"
        self.specs = self.directory / "work" / "specs"
        self.machine = sandbox.directory / "state" / "machine"

    # Dusty

    def dusty(self, *arguments, **options):
        return self.sandbox.run("dusty", *arguments, **options)

    def status(self):
        return json.loads(self.sandbox.text("dusty", "status", "--json"))

    def row(self, name):
        """An app's or service's row of the status; None when it has none."""
        status = self.status()
        return next((row for row in status["apps"] + status["services"] if row["name"] == name), None)

    def until_state(self, name, state, seconds=30):
        return until(
            lambda: (row := self.row(name)) and row["state"] == state and row, seconds,
            lambda: f"{name} is {state}; now {self.row(name)}",
        )

    def job(self, *arguments, check=True):
        """Runs a job and returns its events."""
        result = self.dusty(*arguments, "--json", check=check)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def until_idle(self, seconds=60):
        """Waits for the end of every job."""
        finals = ("succeeded", "failed", "cancelled")
        until(lambda: all(job["state"] in finals for job in self.status()["jobs"]), seconds,
              lambda: f"no job runs; now {self.status()['jobs'][0]}")

    @property
    def daemon(self):
        """The daemon's process id as seen in the sandbox."""
        return json.loads(self.sandbox.text("dusty", "version", "--json"))["daemon"]["pid"]

    def kill_at(self, call, number, *command, path=None):
        """Runs a command while the daemon is killed at the n-th system call of that name (on a path) of one of its threads, and starts it
        again; False if it outlived the command."""
        pid = self.daemon
        log = self.sandbox.directory / f"strace-{call}-{number}"
        strace = self.sandbox.start("strace", "-f", "-o", log, *(("-P", path) if path else ()), "-e", f"trace={call}", "-e",
                                    f"inject={call}:signal=KILL:when={number}", "-p", pid, stderr=-3)
        # One that is not yet would start threads that never are.
        states = f"cat /proc/{pid}/task/*/status 2>/dev/null || true"
        until(lambda: "TracerPid:\t0" not in self.sandbox.text("sh", "-c", states), 10, "all threads of the daemon are traced")
        failed = self.dusty(*command, check=False).returncode != 0
        # The client hears of the end before the last thread of the daemon has ended.
        died = failed and until(lambda: self.sandbox.run("test", "-e", f"/proc/{pid}", check=False).returncode != 0, 10,
                                "the daemon is gone")
        if not died:
            strace.terminate()
        strace.wait(timeout=20)
        if died:
            assert "killed by SIGKILL" in log.read_text()
            self.sandbox.run("Scripts/daemon", "start")
        return died

    # The network

    def get(self, url, timeout=10):
        """What a URL answers; empty when nothing does."""
        return self.sandbox.run("curl", "-sS", "-m", timeout, "--noproxy", "*", url, check=False).stdout

    def front(self):
        """What the API says, or None while it does not."""
        try:
            return json.loads(self.get("http://api.shop.test/"))
        except json.JSONDecodeError:
            return None

    def until_front(self, predicate=bool, seconds=30):
        return until(lambda: (front := self.front()) and predicate(front) and front, seconds,
                     lambda: f"the API's answer; now {self.front()}")

    def order(self, product, quantity=1):
        body = json.dumps({"product": product, "quantity": quantity})
        return self.sandbox.text("curl", "-sS", "-m", "10", "-d", body, "http://api.shop.test/orders")

    # The engine

    def containers(self):
        """Name of each container to its id and start time."""
        ids = self.sandbox.text("docker", "ps", "-aq", "--no-trunc").split()
        if not ids:
            return {}
        shape = "{{.Name}} {{.Id}} {{.State.StartedAt}} {{.State.Status}}"
        lines = self.sandbox.text("docker", "inspect", "-f", shape, *ids).splitlines()
        return {name.lstrip("/"): tuple(rest) for name, *rest in map(str.split, lines)}

    def inside(self, name, *command, check=True):
        return self.sandbox.run("docker", "exec", f"dusty_{name}_1", *command, check=check)

    # Repos

    def make_repo(self, name, files):
        """A repo that Dusty can clone, with these files (text) in its first commit."""
        place = self.directory / "origins" / name
        for file, text in files.items():
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (place / file).write_text(text)
        self._git("init", "-q", "-b", "main", place)
        self._git("-C", place, "add", "-A")
        self._git("-C", place, "commit", "-q", "-m", "All of it")

    def publish(self, files, repo="specs"):
        """Commits files (text, or None to delete) to a repo that Dusty clones."""
        directory = self.specs if repo == "specs" else self.directory / "work" / repo
        if not directory.exists():
            self._git("clone", "-q", self.directory / "origins" / repo, directory)
        for name, text in files.items():
            path = directory / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        self._git("-C", directory, "add", "-A")
        self._git("-C", directory, "commit", "-q", "-m", "Change")
        self._git("-C", directory, "push", "-q", "origin", "HEAD")

    def kill_during(self, delay, *command):
        """Runs a command while the daemon is killed after so many seconds, and starts the daemon again."""
        process = self.sandbox.start("dusty", *command, stdout=-3, stderr=-3)
        time.sleep(delay)
        self.sandbox.run("kill", "-KILL", self.sandbox.text("pgrep", "-x", "dustyd"))
        process.wait(timeout=60)
        # It holds its lock until the kernel has taken it down.
        until(lambda: self.sandbox.run("pgrep", "-x", "dustyd", check=False).returncode == 1, 20, "the killed daemon is gone")
        self.sandbox.run("Scripts/daemon", "start")

    def of_stack(self, name):
        """What the engine has with the label of a stack's project."""
        label = f"label=com.docker.compose.project=dusty-{name}"
        found = []
        for kind in (("ps", "-a"), ("volume", "ls"), ("network", "ls"), ("image", "ls", "-a")):
            found += self.sandbox.text("docker", *kind, "-q", "--filter", label).split()
        return found

    def add(self, kind, **specs):
        """Adds `apps` or `services` to the stack, by name and spec, each in a bundle of its own."""
        files = {f"{kind}/{name}.yml": spec for name, spec in specs.items()}
        bundles = {f"bundles/{name}.yml": f"description: {name}\n{kind}: [{name}]\n" for name in specs}
        self.publish({**files, **bundles})
        self.dusty("up")
        self.dusty("bundles", "activate", *specs)
        self.dusty("up")

    def remove(self, *names):
        """Takes what was added out of the stack; the specs stay."""
        self.dusty("bundles", "deactivate", *names)
        self.dusty("up")

    def withdraw(self, repo="specs"):
        """Takes the last published change back."""
        directory = self.specs if repo == "specs" else self.directory / "work" / repo
        self._git("-C", directory, "revert", "--no-edit", "HEAD")
        self._git("-C", directory, "push", "-q", "origin", "HEAD")

    def _git(self, *arguments):
        self.sandbox.run("git", "-c", "user.name=Shop", "-c", "user.email=shop@example.org", *arguments)


def host_of(url):
    return urllib.parse.urlsplit(url).hostname
