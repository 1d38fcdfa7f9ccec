"""A machine of our own inside the machine: private mounts, network, processes and engine.

Nothing of the developer's is touched: other containers, the hosts file, ports, a Dusty that is installed. Ending the
sandbox's first process ends everything in it.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
NAMESPACES = ("--mount", "--net", "--pid", "--uts", "--ipc")


class CommandFailed(AssertionError):
    """A command ended with another code than 0."""


def until(predicate, seconds, what):
    """Waits for the predicate's first true value and returns it; fails after so many seconds.

    A command that fails in the predicate means "not yet": what it asks may only be starting.
    """
    deadline = time.monotonic() + seconds
    while True:
        failure = None
        try:
            value = predicate()
        except CommandFailed as failed:
            value, failure = None, failed
        if value:
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}") from failure
        time.sleep(0.05)


def holds(predicate, seconds, what):
    """Fails if the predicate becomes false within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert predicate(), f"not for {seconds} s: {what() if callable(what) else what}"
        time.sleep(0.05)


class Sandbox:
    """Runs commands in namespaces whose engine starts with a copy of the golden data directory."""

    def __init__(self, directory, golden=None, flavour="debug"):
        self.directory = directory
        self.environment = {
            **os.environ,
            "DUSTY_STATE_DIR": str(directory / "state"),
            "SHOP": str(directory / "shop"),
            "FLAVOUR": flavour,
            "TMUX_TMPDIR": "/run",
            # The dashboard's state and configuration are the sandbox's, not those of the user who runs the tests.
            "XDG_STATE_HOME": str(directory / "home-state"),
            "XDG_CONFIG_HOME": str(directory / "home-config"),
            # The tests' directory is within this project's own clone: what is made there is in no repo but its own.
            "GIT_CEILING_DIRECTORIES": str(directory),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PATH": f"{ROOT}/.build/{flavour}:{os.environ['PATH']}",
        }
        for name in ("DOCKER_HOST", "DUSTY_SOCKET_PATH", "DUSTY_CONFIG_DIR", "DUSTY_HOSTS_FILE", "TMUX", "NO_COLOR"):
            self.environment.pop(name, None)
        directory.mkdir(parents=True, exist_ok=True)
        if golden:
            subprocess.run(["cp", "-a", golden, directory / "docker"], check=True)
        self._start()

    def _start(self):
        command = ["unshare", "-m", "-n", "-p", "-u", "-i", "--fork", "--kill-child", "--mount-proc"]
        with open(self.directory / "sandbox.log", "wb") as log:
            self._process = subprocess.Popen(
                [*command, HERE / "sandbox-init", self.directory],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )
        ready = self.directory / "ready"
        try:
            until(lambda: ready.exists() or self._process.poll() is not None, 60, "the sandbox's engine answers")
        except BaseException:
            # Nobody holds it yet who could close it.
            self._process.kill()
            raise
        assert ready.exists(), (self.directory / "sandbox.log").read_text()
        children = pathlib.Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        self._init = children.split()[0]

    def close(self):
        """Ends everything that runs in the sandbox and removes its files."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        until(lambda: not pathlib.Path(f"/proc/{self._init}").exists(), 30, "the sandbox ends")
        shutil.rmtree(self.directory, ignore_errors=True)

    def inside(self, *command, cwd=ROOT):
        """The command line that runs a command in the sandbox."""
        return ["nsenter", "--target", self._init, *NAMESPACES, "env", "-C", str(cwd), *map(str, command)]

    def start(self, *command, **options):
        """Starts a command and does not wait."""
        environment = {**self.environment, **options.pop("env", {})}
        inside = self.inside(*command, cwd=options.pop("cwd", ROOT))
        options = {"stdin": subprocess.DEVNULL, "text": True, **options}
        return subprocess.Popen(inside, env=environment, **options)

    def run(self, *command, check=True, timeout=300, **options):
        """Runs a command to its end; its output is in the result, and in the failure if it fails."""
        environment = {**self.environment, **options.pop("env", {})}
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        inside = self.inside(*command, cwd=options.pop("cwd", ROOT))
        options = {"capture_output": True, "text": True, **options}
        result = subprocess.run(inside, env=environment, timeout=timeout, **options)
        if check and result.returncode:
            raise CommandFailed(f"{' '.join(map(str, command))}: exit {result.returncode}\n{result.stdout}\n{result.stderr}")
        return result

    def text(self, *command, **options):
        """What a command prints."""
        return self.run(*command, **options).stdout.strip()

    def read(self, path):
        """The bytes of a file as seen in the sandbox."""
        return self.run("cat", path, text=False).stdout

    def kill_engine(self):
        """A crash: dockerd and containerd are gone, the shims of the containers are left over."""
        self.run("pkill", "-KILL", "-x", "dockerd|containerd")

    def stop_engine(self):
        """Ends the engine as a service manager would."""
        self.run("pkill", "-TERM", "-x", "dockerd")
        until(lambda: self.run("pgrep", "-x", "dockerd", check=False).returncode, 30, "the engine ends")

    def start_engine(self):
        self.run(HERE / "sandbox-engine", self.directory)
