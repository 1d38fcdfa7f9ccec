"""What the rounds act on: a sandbox with a small stack, and what is wanted of it at every moment."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess

import yaml

from sandbox import Sandbox, until
from second_host import THERE, SecondHost
from stop import Stop

HERE = pathlib.Path(__file__).parent
REPOS = {"one": {"Dockerfile": "FROM python:3.11\n", "code.txt": "0\n"}, "two": {"two.txt": "two\n"}, "kit": {"kit.sh": "true\n"}}
CLOSURE = {"base": ("one", "two", "store"), "extra": ("three",), "database": ("postgres",)}
HOSTS = {"base": ("one.crash.test", "two.crash.test"), "extra": ("three.crash.test",), "database": ()}
HEAD = "127.0.0.1\tlocalhost\n127.0.1.1\tsandbox\n# a line of mine\n10.9.8.7 before.example\n"
TAIL = "10.9.8.6 after.example # kept\n"
FINAL = ("succeeded", "failed", "cancelled")


class World:
    def __init__(self, sandbox, golden):
        self.sandbox, self.golden = sandbox, golden
        self.directory = sandbox.directory
        self.state = self.directory / "state"
        self.machine = self.state / "machine"
        self.log = self.directory / "dustyd.log"
        self.origins = self.directory / "origins"
        self.work = self.directory / "work"
        self.stop = Stop(self.directory / "crash")
        self.bundles = {"base"}
        self.generation = 0
        self.variable = None
        self.second = None
        self._make_repos()
        self._settle()

    # Making it

    @classmethod
    def made(cls, directory, golden):
        """A world in a sandbox of its own."""
        sandbox = Sandbox(directory, golden)
        try:
            return cls(sandbox, golden)
        except BaseException:
            sandbox.close()
            raise

    def _make_repos(self):
        for name, files in REPOS.items():
            self._repo(name, lambda place: [(place / file).write_text(text) for file, text in files.items()])
        self._repo("specs", self._copy_specs)
        for name in ("one", "specs"):
            self.git("clone", "-q", self.origins / name, self.work / name)

    def _repo(self, name, fill):
        seed = self.directory / "seed"
        seed.mkdir()
        fill(seed)
        self.git("init", "-q", "-b", "master", seed)
        self.commit(seed)
        self.git("clone", "-q", "--bare", seed, self.origins / name)
        shutil.rmtree(seed)

    def _copy_specs(self, place):
        for source in (HERE / "specs").glob("*/*.yml"):
            target = place / source.relative_to(HERE / "specs")
            target.parent.mkdir(exist_ok=True)
            target.write_text(source.read_text().replace("ORIGINS", str(self.origins)))

    def git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=Crash", "-c", "user.email=crash@example.org", *map(str, arguments)],
                       check=True, stdout=subprocess.DEVNULL)

    def commit(self, place, push=False):
        self.git("-C", place, "add", "-A")
        self.git("-C", place, "commit", "-q", "-m", "Change")
        if push:
            self.git("-C", place, "push", "-q", "origin", "HEAD")

    def _settle(self):
        sandbox = self.sandbox
        config = (f"specs_repo: {self.origins}/specs\nowner: root\nbundles: [base]\n"
                  f"repo_overrides:\n  {self.origins}/one: {self.work}/one\n")
        sandbox.run("mkdir", "-p", "/etc/dusty")
        sandbox.run("sh", "-c", "getent group dusty >/dev/null || groupadd --system dusty")
        sandbox.run("tee", "/etc/dusty/config.yml", input=config)
        sandbox.run("tee", "/etc/hosts", input=HEAD)
        self.start_daemon()
        self.dusty("bundles", "activate", "base")
        self.dusty("up")
        # What others wrote below the section.
        sandbox.run("sh", "-c", f"printf '%s' '{TAIL}' >>/etc/hosts")
        self.inside("store", "redis-cli", "set", "marker", "kept")
        self._save_data()

    def _save_data(self):
        """Data to be restored later: an entry that a container uses, and one with many files that none uses."""
        for name in ("store", "mine"):
            place = self.machine / "persist" / name
            place.mkdir(exist_ok=True)
            for number in range(40 if name == "mine" else 1):
                (place / f"marker-{number}").write_text("saved\n")
        self.backup = self.directory / "saved.tar"
        self.dusty("disk", "backup", self.backup, "--stop", "store", "mine")
        self.saved = "saved"
        self.wanted_data = {"store": "saved", "mine": "saved"}

    # What is wanted changes

    def change_spec(self):
        self.generation += 1
        spec = self.work / "specs" / "apps" / "one.yml"
        spec.write_text(re.sub(r'GENERATION: "\d+"', f'GENERATION: "{self.generation}"', spec.read_text()))
        self.commit(self.work / "specs", push=True)

    def change_code(self, rng):
        """Files come, change and go, as many as a sync needs some time for."""
        place = self.work / "one"
        (place / "code.txt").write_text(f"{rng.randrange(10**9)}\n")
        many = place / "many" / str(rng.randrange(4))
        if many.exists() and rng.random() < 0.5:
            shutil.rmtree(many)
        else:
            many.mkdir(parents=True, exist_ok=True)
            for number in rng.sample(range(400), 200):
                (many / f"file-{number}").write_bytes(rng.randbytes(rng.choice((0, 100, 10_000))))

    def use_bundles(self, wanted):
        if wanted != self.bundles:
            for verb, names in (("activate", wanted - self.bundles), ("deactivate", self.bundles - wanted)):
                if names:
                    self.dusty("bundles", verb, *sorted(names))
            self.dusty("up")
            self.bundles = set(wanted)

    def change_database(self, rng):
        """Now and then PostgreSQL comes or goes; the row in it outlives whatever happens."""
        if rng.random() > 0.2:
            return
        self.use_bundles(self.bundles ^ {"database"})
        if "database" in self.bundles:
            self.sql("create table if not exists marker (text text primary key);"
                     "insert into marker values ('kept') on conflict do nothing")

    def sql(self, statements):
        """What PostgreSQL answers."""
        return self.inside("postgres", "sh", "-c", 'PGPASSWORD=chalk-and-cheese exec psql -h 127.0.0.1 -U shop -qAtc "$1"',
                           "sh", statements).stdout.strip()

    def change_data(self, rng):
        """What a restore replaces."""
        text = f"now {rng.randrange(10**9)}"
        for name in ("store", "mine"):
            for marker in (self.machine / "persist" / name).glob("marker-*"):
                marker.write_text(f"{text}\n")
        self.wanted_data = {"store": text, "mine": text}
        return text

    def data(self, name):
        """What all marker files of an entry under /persist say; a list when they differ or are missing."""
        markers = sorted((self.machine / "persist" / name).glob("marker-*"))
        texts = sorted({marker.read_text().strip() for marker in markers})
        whole = len(markers) == (40 if name == "mine" else 1) and len(texts) == 1
        return texts[0] if whole else [len(markers), *texts]

    def check_backup(self, file):
        """A backup that is there is whole."""
        names = subprocess.run(["tar", "-tf", file], capture_output=True, text=True, check=True).stdout.splitlines()
        assert names[-1].endswith(".dusty-backup.json"), f"{file} does not end with its manifest: {names[-3:]}"

    def test_runs(self):
        """Containers, networks and volumes of test runs."""
        listed = [self.sandbox.text("docker", *words).split() for words in (
            ("ps", "-a", "--filter", "label=dusty.test", "--format", "{{.Names}}"),
            ("network", "ls", "--filter", "name=-test-", "--format", "{{.Name}}"),
            ("volume", "ls", "--filter", "name=-test-", "--format", "{{.Name}}"))]
        return sum(listed, [])

    # A stack beside its own

    STACK = "side"

    def stack(self):
        """What Dusty says of the other stack; None when there is none."""
        listed = json.loads(self.sandbox.text("dusty", "stack", "list", "--json"))
        return next((stack for stack in listed if stack["name"] == self.STACK), None)

    def of_stack(self):
        """What the engine, this host and Dusty's directory have of it."""
        label = f"label=com.docker.compose.project=dusty-{self.STACK}"
        found = []
        for kind in (("ps", "-a"), ("volume", "ls"), ("network", "ls"), ("image", "ls", "-a")):
            found += [f"{kind[0]} {one}" for one in self.sandbox.text("docker", *kind, "-q", "--filter", label).split()]
        images = self.sandbox.text("docker", "image", "ls", "--format", "{{.Repository}}").split()
        found += [f"image {name}" for name in images if name.startswith(f"dusty-{self.STACK}/")]
        if (self.state / "stacks" / self.STACK).exists():
            found.append("its directory")
        if f"Dusty stack {self.STACK}" in self.sandbox.read("/etc/hosts").decode():
            found.append("its section of the hosts file")
        return found

    def check_no_stack(self):
        assert not self.stack(), f"the stack is listed: {self.stack()}"
        assert not self.of_stack(), f"left of the stack: {self.of_stack()}"

    def check_stack_up(self):
        """It comes up with all that is active, whatever is there of it."""
        self.dusty("up", "-s", self.STACK, timeout=180)
        lines = self.sandbox.text("docker", "ps", "-a", "--filter", f"label=com.docker.compose.project=dusty-{self.STACK}",
                                  "--format", "{{.Names}} {{.State}}").splitlines()
        wanted = [name for bundle in self.bundles for name in CLOSURE[bundle]] + ["dustyInternalNginx"]
        assert sorted(lines) == sorted(f"dusty-{self.STACK}_{name}_1 running" for name in wanted), f"containers: {lines}"

    def remove_stack(self):
        if self.stack():
            self.dusty("stack", "remove", self.STACK, "--yes", timeout=120)

    # Settings

    def config(self, name):
        """A settings file; None when it does not exist."""
        result = self.sandbox.run("cat", f"/etc/dusty/{name}", check=False)
        return yaml.safe_load(result.stdout) if result.returncode == 0 else None

    # The second host

    def machine_add_command(self):
        if not self.second:
            self.second = SecondHost(self.directory.parent / f"{self.directory.name}-second", self.golden, self.sandbox)
        return ("machine", "add", "big", "--ssh", f"root@{THERE}", "--identity", self.second.identity)

    def machines(self):
        return [machine["name"] for machine in json.loads(self.sandbox.text("dusty", "machine", "list", "--json"))]

    def add_machine(self):
        if "big" not in self.machines():
            self.dusty(*self.machine_add_command())

    def remove_machine(self):
        if "big" in self.machines():
            self.dusty("machine", "remove", "big")

    def machine_in_use(self):
        machines = json.loads(self.sandbox.text("dusty", "machine", "list", "--json"))
        return next(machine["name"] for machine in machines if machine["in_use"])

    def check_second_host(self):
        """The stack runs there, and only there."""
        there = self.second.text("docker", "ps", "-a", "--format", "{{.Names}} {{.State}}").splitlines()
        wanted = [name for bundle in self.bundles for name in CLOSURE[bundle]] + ["dustyInternalNginx"]
        assert sorted(there) == sorted(f"dusty_{name}_1 running" for name in wanted), f"containers of the second host: {there}"
        here = self.sandbox.text("docker", "ps", "-aq")
        assert not here, f"containers of this host while another is in use: {here}"

    # Dusty

    def dusty(self, *arguments, **options):
        return self.sandbox.run("dusty", *arguments, **options)

    def status(self):
        return json.loads(self.sandbox.text("dusty", "status", "--json"))

    def inside(self, name, *command, **options):
        return self.sandbox.run("docker", "exec", f"dusty_{name}_1", *command, **options)

    @property
    def daemons(self):
        """Process ids, as the machine outside sees them, of every daemon in the sandbox."""
        return [int(pid) for pid in self.processes("dustyd")]

    def processes(self, *names):
        """Process ids, as seen outside, of the sandbox's processes with one of these names."""
        namespace = os.readlink(f"/proc/{self.sandbox._init}/ns/pid")
        found = []
        for place in pathlib.Path("/proc").iterdir():
            if not place.name.isdigit():
                continue
            try:
                if (place / "comm").read_text().strip() in names and os.readlink(place / "ns/pid") == namespace:
                    found.append(int(place.name))
            except OSError:
                continue
        return found

    def start_daemon(self):
        self.launch_daemon()
        self.until_answers()

    def launch_daemon(self):
        environment = {"DUSTY_STATE_DIR": str(self.state)}
        log = open(self.log, "ab")
        self._daemon = self.sandbox.start(
            "env", *(f"{key}={value}" for key, value in self.stop.environment.items()), "dustyd",
            stdout=log, stderr=log, text=False, env=environment, start_new_session=True)
        log.close()

    def end_daemon(self):
        for pid in self.daemons:
            os.kill(pid, signal.SIGTERM)
        until(lambda: not self.daemon_lives, 40, "the daemon ends")

    def answers(self):
        return self.sandbox.run(
            "curl", "-sf", "-m", "5", "-o", "/dev/null", "--unix-socket", "/var/run/dusty/dusty.sock",
            "http://dusty/v1/version", check=False).returncode == 0

    def until_answers(self):
        until(lambda: self.answers() or not self.daemon_lives, 60, "the daemon answers")
        assert self._daemon.poll() is None, f"the daemon ended at once\n{self.log_end()}"

    def log_end(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    @property
    def daemon_lives(self):
        return self._daemon.poll() is None

    def cancel(self):
        """Cancels the job that runs; None when there is none."""
        running = [job for job in self.status()["jobs"] if job["state"] not in FINAL]
        if not running:
            return None
        result = self.dusty("cancel", running[0]["id"], check=False)
        return f"cancelled {running[0]['kind']}" if result.returncode == 0 else None

    def settle_jobs(self, seconds=90):
        """Waits until no job runs; a daemon that is gone has none."""
        until(lambda: not self.daemon_lives or all(job["state"] in FINAL for job in self.status()["jobs"]), seconds,
              "no job runs")

    def close(self):
        for sandbox in filter(None, (self.sandbox, self.second)):
            sandbox.close()
