"""A stack on another Linux host: two sandboxes of the end-to-end tests with a cable between them."""
import os
import subprocess

from follow import edit
from hosts import configure, seconds, start_daemon, two_hosts
from sampling import few, in_turns

SERVICES = 10
PROJECT = "dusty"


def measure_remote(bench):
    """Over SSH: an `up` with nothing to do, and code on its way."""
    with two_hosts(bench, "remote") as (first, second):
        remote = RemoteStack(first, second)
        remote.start()
        _measure_up(bench.report, remote)
        _measure_sync(bench.report, remote)


class RemoteStack:
    """Ten services and one app with a large repo, up on the second host."""

    def __init__(self, first, second):
        self.first, self.second = first, second
        self.directory = first.directory
        self.code = self.directory / "code"

    def start(self):
        from second_host import THERE

        self._write()
        start_daemon(self.first)
        self.first.run("dusty", "machine", "add", "big", "--ssh", f"root@{THERE}", "--identity", self.second.identity)
        self.first.run("dusty", "machine", "use", "big")
        self.first.run("dusty", "bundles", "activate", "all")
        self.first.run("dusty", "up")
        # What the Docker client needs to log in by itself: a key in an agent, and the host's key among those of the system.
        agent = self.first.text("ssh-agent", "-s", "-a", "/run/agent").splitlines()[0]
        assert "/run/agent" in agent
        self.peer = {"SSH_AUTH_SOCK": "/run/agent", "DOCKER_HOST": f"ssh://root@{THERE}"}
        self.first.run("ssh-add", "-q", self.second.identity, env=self.peer)
        known = self.first.text("ssh-keyscan", "-t", "ed25519", THERE)
        self.first.run("tee", "/etc/ssh/ssh_known_hosts", input=known + "\n")

    def _write(self):
        specs = self.directory / "specs"
        names = [f"cache{number}" for number in range(SERVICES)]
        files = {f"services/{name}.yml": "image: redis:7.0\n" for name in names}
        files["apps/code.yml"] = (f"image: python:3.11\nrepo: {self.code}\nmount: /code\n"
                                  "commands:\n  always:\n    - exec sleep 1000000\ncompose:\n  init: true\n")
        files["bundles/all.yml"] = f"description: all\nservices: [{', '.join(names)}]\n"
        files["bundles/code.yml"] = "description: code\napps: [code]\n"
        for name, text in files.items():
            (specs / name).parent.mkdir(parents=True, exist_ok=True)
            (specs / name).write_text(text)
        for number in range(few(700, 100)):
            path = self.code / f"part{number % 20}" / f"file{number}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(57_000))
        for directory in (specs, self.code):
            git = ("git", "-C", directory, "-c", "user.name=Bench", "-c", "user.email=bench@example.org")
            self.first.run("git", "init", "-q", directory)
            self.first.run(*git, "add", "-A")
            self.first.run(*git, "commit", "-q", "-m", "Begin")
        configure(self.first, specs, {self.code: self.code, specs: specs})

    def time(self, *command, **options):
        """Seconds that a command on the first host takes."""
        return seconds(self.first, *command, **options)

    def kept_rsync(self):
        """The same edit, and rsync of that file over a master connection of its own."""
        from second_host import THERE

        control = ["-o", "ControlPath=/run/bench-ssh"]
        self.first.run("ssh", "-o", "BatchMode=yes", "-o", "ControlMaster=yes", *control, "-N", "-f", f"root@{THERE}", env=self.peer,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, capture_output=False)
        self.second.run("mkdir", "-p", "/var/lib/dusty-machine/kept/part7")

        def once():
            (self.code / "part7" / "file7").write_bytes(os.urandom(1024))
            return self.time("rsync", "-a", "-e", f"ssh {' '.join(control)}", self.code / "part7" / "file7",
                             f"root@{THERE}:/var/lib/dusty-machine/kept/part7/", env=self.peer)
        return once

    def compose(self, **environment):
        """Seconds that Compose takes to bring up the same project from the same file."""
        file = self.directory / "state" / "compose" / "docker-compose.yml"
        return self.time("docker", "compose", "-p", PROJECT, "-f", file, "up", "-d", env=environment)

    def containers(self):
        return self.second.text("sh", "-c", "docker inspect -f '{{.Id}} {{.State.StartedAt}}' $(docker ps -q --no-trunc | sort)")


def _measure_up(report, remote):
    socket = remote.first.text("sh", "-c", 'eval "$(dusty machine env)"; echo "$DOCKER_HOST"')
    before = remote.containers()
    report.compare(
        f"P10: no-op up over SSH, {SERVICES} services",
        "the second host is a sandbox with an engine and an SSH server of its own; the peer brings up the same project from the same file; "
        "target: 60 ms, of which the way into the sandbox takes some",
        in_turns({
            "dusty up --no-pull": lambda: remote.time("dusty", "up", "--no-pull"),
            "docker compose up -d, DOCKER_HOST=ssh://": lambda: remote.compose(**remote.peer),
            "docker compose up -d through Dusty's connection": lambda: remote.compose(DOCKER_HOST=socket),
        }, n=15))
    if remote.containers() != before:
        raise SystemExit("measure: an up that had nothing to do touched a container; its figures are worth nothing")


def _measure_sync(report, remote):
    from second_host import THERE

    remote.first.run("dusty", "bundles", "activate", "code")
    remote.first.run("dusty", "up")
    there = remote.second.text("sh", "-c", "find /var/lib/dusty-machine -type d -path '*dusty_repos*' -name code")
    rsh = "ssh -o BatchMode=yes"
    mega = sum(path.stat().st_size for path in remote.code.rglob("file*")) / 1e6

    def peer(target):
        return remote.time("rsync", "-az", "--del", "--exclude", "*/.git", "-e", rsh, f"{remote.code}/", f"root@{THERE}:{target}/",
                           env=remote.peer)

    def fresh(target, sync):
        remote.second.run("sh", "-c", f"rm -rf {target}/part*")
        return sync()

    def edited(sync):
        (remote.code / "part0" / "file0").write_bytes(os.urandom(57_000))
        return sync()

    # The second host's files are in a directory of this one.
    here = f"{remote.second.directory}/lib/{there.removeprefix('/var/lib/dusty-machine/')}"
    report.compare(
        "P3: one edit over SSH until it is in the copy",
        "the daemon follows the repo; the peer is rsync over a connection that is kept; target: median 10 ms, p95 25 ms",
        in_turns({"dusty": edit(str(remote.code), here, "part7/file7"), "rsync, connection kept": remote.kept_rsync()}, n=60))
    ours, theirs = (lambda: remote.time("dusty", "sync", "code")), (lambda: peer("/var/lib/dusty-machine/peer"))
    remote.second.run("mkdir", "-p", "/var/lib/dusty-machine/peer")
    for title, times in (
        (f"Sync over SSH, all of {mega:.0f} MB", in_turns({
            "dusty sync": lambda: fresh(there, ours), "rsync -az --del": lambda: fresh("/var/lib/dusty-machine/peer", theirs)}, n=5)),
        (f"Sync over SSH, one file of {few(700, 100)} changed", in_turns({
            "dusty sync": lambda: edited(ours), "rsync -az --del": lambda: edited(theirs)}, n=15)),
        ("Sync over SSH, nothing changed", in_turns({"dusty sync": ours, "rsync -az --del": theirs}, n=15)),
    ):
        report.compare(title, "rsync makes a connection of its own each time, with the same options", times)
