"""Edits on their way to a copy, beside the programs that do the same."""
import contextlib
import ctypes
import glob
import json
import os
import select
import shutil
import subprocess
import time

from sampling import in_turns, run

FILES, DIRECTORIES = 10_000, 500
AT_ONCE = 2_000


def write_tree(directory, files=FILES):
    """A repo of many small files."""
    for number in range(files):
        path = f"{directory}/part{number % DIRECTORIES}/file{number}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(f"{number}\n" * 200)


class Arrival:
    """Waits for what is put into a directory, and keeps no processor busy meanwhile."""

    def __init__(self, directory):
        self.directory = directory
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_CLOEXEC)
        moved_to, written = 0x80, 0x08
        if libc.inotify_add_watch(self.descriptor, directory.encode(), moved_to | written) < 0:
            raise SystemExit(f"measure: {directory} cannot be watched: {os.strerror(ctypes.get_errno())}")

    def of(self, name, content):
        """Returns when a file of the directory has this content."""
        deadline = time.monotonic() + 60
        while self._read(name) != content:
            if time.monotonic() > deadline:
                raise SystemExit(f"measure: {self.directory}/{name} has not come within 60 s")
            # An event that came before the look above is still there.
            self._wait()

    def _wait(self):
        if select.select([self.descriptor], [], [], 1)[0]:
            os.read(self.descriptor, 1 << 16)

    def _read(self, name):
        try:
            with open(f"{self.directory}/{name}", "rb") as file:
                return file.read()
        except OSError:
            return None


def edit(source, target):
    """A function that changes a file of 2 kB and returns how long it takes to be in the copy."""
    arrival, name = Arrival(f"{target}/part7"), "file7"

    def once():
        content = os.urandom(1024).hex().encode()
        start = time.perf_counter()
        with open(f"{source}/part7/{name}", "wb") as file:
            file.write(content)
        arrival.of(name, content)
        return time.perf_counter() - start
    return once


@contextlib.contextmanager
def peers(work, tree):
    """What keeps copies of trees of their own: by name, source and target. Missing programs are named."""
    running, places, missing = [], {}, []
    commands = {
        "lsyncd, delay 0": ("lsyncd", lambda source, target: _lsyncd(work, source, target)),
        "unison -repeat 1": ("unison", lambda source, target: [
            "unison", source, target, "-batch", "-auto", "-silent", "-repeat", "1", "-prefer", source]),
    }
    try:
        for name, (program, command) in commands.items():
            if shutil.which(program) is None:
                missing.append(program)
                continue
            source, target = f"{work}/{program}-from", f"{work}/{program}-to"
            for directory in (source, target):
                subprocess.run(["cp", "-a", tree, directory], check=True)
            running.append(subprocess.Popen(
                command(source, target), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={**os.environ, "UNISON": f"{work}/unison-state"}))
            places[name] = (source, target)
        yield places, missing
    finally:
        for process in running:
            process.kill()
            process.wait()


def _lsyncd(work, source, target):
    with open(f"{work}/lsyncd.conf", "w") as file:
        file.write("settings { nodaemon = true }\n"
                   f'sync {{ default.rsync, source = "{source}", target = "{target}", delay = 0, rsync = {{ archive = true }} }}\n')
    return ["lsyncd", f"{work}/lsyncd.conf"]


def versions():
    """Of the peers."""
    found = []
    for command in (["rsync", "--version"], ["lsyncd", "--version"], ["unison", "-version"]):
        if shutil.which(command[0]):
            text = subprocess.run(command, capture_output=True, text=True).stdout.strip().splitlines()[0]
            found.append(text if command[0] in text else f"{command[0]} {text}")
    return found


def measure_follow(report, stack):
    """One edit, many edits and none, on this host."""
    with stack.also("code"):
        source, target = stack.code, stack.copy_of_code()
        stack.until_followed()
        with peers(stack.work, source) as (places, missing):
            things = {"dusty": edit(source, target), **{name: edit(*place) for name, place in places.items()}}
            note = f"; not installed here: {', '.join(missing)}" if missing else ""
            report.compare(
                f"One edit until it is in the copy, {FILES:,} files",
                f"a file of 2 kB is written; from before that to the moment its copy is whole{note}",
                in_turns(things, n=60))
        _measure_many(report, stack, source)
        mirror = f"{stack.work}/mirror"
        subprocess.run(["cp", "-a", source, mirror], check=True)
        report.compare(
            f"Sync with nothing changed, {FILES:,} files", "while the daemon follows the repo",
            in_turns({"dusty sync": lambda: stack.dusty("sync", "code"),
                      "rsync -a --delete": lambda: run(["rsync", "-a", "--delete", f"{source}/", f"{mirror}/"])}, n=15))


def _measure_many(report, stack, source):
    """Until all is over, counted from the last write."""
    mirror = f"{stack.work}/many"
    subprocess.run(["cp", "-a", source, mirror], check=True)

    def change():
        for number in range(AT_ONCE):
            with open(f"{source}/part{number % DIRECTORIES}/file{number}", "w") as file:
                file.write(f"{time.perf_counter_ns()}\n" * 100)

    def ours():
        change()
        return stack.dusty("wait", "--synced", "code")

    def theirs():
        change()
        seconds = run(["rsync", "-a", "--delete", f"{source}/", f"{mirror}/"])
        stack.dusty("wait", "--synced", "code")
        return seconds
    report.compare(
        f"{AT_ONCE:,} files changed at once", "from the last write to the end of copying; `dusty wait --synced` and rsync, start of the "
        "program included; Dusty copies while rsync does", in_turns({"dusty": ours, "rsync -a --delete": theirs}, n=7))


class FollowedStack:
    """What a stack needs for this: an app with a large repo."""

    def write_code(self):
        self.code = f"{self.work}/code"
        write_tree(self.code)
        git = ["git", "-C", self.code, "-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
        run(["git", "init", "-q", self.code])
        run([*git, "add", "-A"])
        run([*git, "commit", "-q", "-m", "Begin"])

    def copy_of_code(self):
        """Where containers have it."""
        found = glob.glob(f"{self.work}/var/**/dusty_repos/**/part7", recursive=True)
        if not found:
            raise SystemExit("measure: the repo was not copied")
        return os.path.dirname(found[0])

    def until_followed(self):
        """Waits until the daemon follows it."""
        while True:
            text = subprocess.run([f"{self.bin}/dusty", "status", "--json"], env=self.environment, capture_output=True, text=True).stdout
            states = [repo.get("follow", {}).get("state") for repo in json.loads(text)["sync"] if repo["short_name"] == "code"]
            if states == ["following"]:
                return
            time.sleep(0.1)
