"""A stack of its own: daemon, specs, containers, hosts file."""
import contextlib
import datetime
import http.client
import json
import os
import socket
import subprocess
import tempfile
import time

from sampling import run

# Nobody's own stack is called so. What an interrupted run has left is found by it.
NAME = "make-bench"
IDLE = "image: python:3.11\ninit: true\ncommand: [sleep, infinity]\n"


def sweep():
    """Removes what has the stack's name in the engine."""
    label = f"label=com.docker.compose.project=dusty-{NAME}"
    for kind, remove in (("ps -a", "rm -f -v"), ("network ls", "network rm"), ("volume ls", "volume rm -f"), ("image ls -a", "image rm -f")):
        found = subprocess.run(["docker", *kind.split(), "-q", "--filter", label], capture_output=True, text=True).stdout.split()
        if found:
            subprocess.run(["docker", *remove.split(), *dict.fromkeys(found)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def commit(directory):
    """Makes a git repo of a directory."""
    git = ["git", "-C", directory, "-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
    run(["git", "init", "-q", directory])
    run([*git, "add", "-A"])
    run([*git, "commit", "-q", "-m", "Begin"])


def idle_services(count):
    """Specs of so many services that do nothing, in the bundle `all`."""
    names = [f"idle{number}" for number in range(count)]
    return {**{f"services/{name}.yml": IDLE for name in names}, "bundles/all.yml": f"services: [{', '.join(names)}]\n"}


def moment(text):
    """An engine's time, which has nanoseconds or fewer digits, as the host's clock has it."""
    return datetime.datetime.fromisoformat(text[:19] + "+00:00").timestamp() + float("0" + text[19:].rstrip("Z"))


class BenchStack:
    """Daemon and containers, up while the context lasts, then gone without a trace. `specs` are texts by path, `overrides` directories
    of repos, `place` where its files are, if not with those of the part."""

    def __init__(self, bench, specs=None, bundles=("all",), overrides=(), place=None):
        self.bin, self.root, self.specs, self.bundles = bench.bin, bench.root, specs or {}, bundles
        self.work = tempfile.mkdtemp(prefix="stack-", dir=place or bench.work)
        self.repo = f"{self.work}/specs"
        self.overrides = {directory: directory for directory in overrides}
        self.environment = {
            **os.environ, "DUSTY_CONFIG_DIR": f"{self.work}/etc", "DUSTY_STATE_DIR": f"{self.work}/var",
            "DUSTY_SOCKET_PATH": f"{self.work}/dusty.sock", "DUSTY_HOSTS_FILE": f"{self.work}/hosts"}
        self.daemon = None

    def __enter__(self):
        sweep()
        for part in ("etc", "var"):
            os.makedirs(f"{self.work}/{part}")
        self.write_specs()
        with open(f"{self.work}/etc/config.yml", "w") as file:
            json.dump({"specs_repo": self.repo, "owner": "root",
                       "repo_overrides": {self.repo: f"{self.work}/specs", **self.overrides}}, file)
        with open(f"{self.work}/hosts", "w") as file:
            file.write("127.0.0.1 localhost\n")
        try:
            self.start_daemon()
            self.until_answers()
            self.dusty("bundles", "activate", *self.bundles)
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.daemon:
            subprocess.run([f"{self.bin}/dusty", "down", "--queue"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.stop_daemon()
        sweep()
        subprocess.run(["rm", "-rf", self.work])

    def write_specs(self):
        """Makes the specs repo."""
        self.write_files()
        commit(self.repo)

    def write_files(self):
        """Writes the specs of this stack."""
        for name, text in self.specs.items():
            path = f"{self.work}/specs/{name}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)

    def begin(self):
        """What is done before anything is measured."""
        self.cold_up_seconds = self.dusty("up")

    def start_daemon(self):
        """Starts it in a session of its own, because it must outlive Ctrl-C until `down`, but not this program."""
        with open(f"{self.work}/dustyd.log", "a") as log:
            self.daemon = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", f"{self.bin}/dustyd", "--stack", NAME], env=self.environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop_daemon(self):
        """Ends it, and waits for that; containers go on."""
        self.daemon.terminate()
        self.daemon.wait()

    def until_answers(self):
        """Waits for the daemon."""
        while self.get("/v1/version") is None:
            if self.daemon.poll() is not None:
                with open(f"{self.work}/dustyd.log") as log:
                    raise SystemExit(f"measure: the daemon ended:\n{log.read()[-4000:]}")
            time.sleep(0.005)

    def get(self, path):
        """What the daemon answers, without a program in between; None if it does not."""
        connection = http.client.HTTPConnection("dusty", timeout=60)
        with contextlib.closing(connection), socket.socket(socket.AF_UNIX) as connection.sock:
            try:
                connection.sock.connect(f"{self.work}/dusty.sock")
                connection.request("GET", path)
                answer = connection.getresponse()
                return json.load(answer) if answer.status == 200 else None
            except (OSError, http.client.HTTPException):
                return None

    @contextlib.contextmanager
    def also(self, bundle):
        """Has one more bundle in the stack for a while."""
        self.dusty("bundles", "activate", bundle)
        self.dusty("up")
        yield
        self.dusty("bundles", "deactivate", bundle)
        self.dusty("up")

    @staticmethod
    def container(service):
        """The name of a service's container."""
        return f"dusty-{NAME}_{service}_1"

    def dusty(self, *arguments):
        """Runs dusty; returns the seconds it took."""
        return run([f"{self.bin}/dusty", *arguments], env=self.environment)

    @property
    def compose_file(self):
        """Where Dusty writes it."""
        return f"{self.work}/var/compose/docker-compose.yml"

    def compose(self, *arguments, file=None):
        """The Compose command for the same project and file."""
        return ["docker", "compose", "-p", f"dusty-{NAME}", "-f", file or self.compose_file, *arguments]

    def containers(self):
        """Ids and start times of the stack's containers."""
        ids = subprocess.run(
            ["docker", "ps", "-q", "--no-trunc", "--filter", f"label=dusty.stack={NAME}"], capture_output=True, text=True).stdout.split()
        return subprocess.run(
            ["docker", "inspect", "-f", "{{.Id}} {{.State.StartedAt}}", *sorted(ids)], capture_output=True, text=True).stdout

    def last_start(self):
        """When the last of the stack's containers has started."""
        return max(moment(text) for text in self.containers().split()[1::2])

    @contextlib.contextmanager
    def untouched(self):
        """Ends the measurement if what is measured touched a container."""
        before = self.containers()
        yield
        if self.containers() != before:
            raise SystemExit("measure: an up that had nothing to do touched a container; its figures are worth nothing")

    @property
    def daemon_pid(self):
        return self.daemon.pid
