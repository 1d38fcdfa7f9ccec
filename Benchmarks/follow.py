"""Edits on their way to a copy, beside the programs that do the same."""
import contextlib
import ctypes
import itertools
import os
import select
import shutil
import signal
import subprocess
import threading
import time

from sampling import few, in_turns, run
from trees import SMALL, TreeStack, path_of

AT_ONCE = few(2_000, 200)
TMPFS = "/dev/shm"


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


def edit(source, target, path="part0/file7"):
    """A function that changes a file of 2 kB and returns how long it takes to be in the copy."""
    directory, name = os.path.split(path)
    arrival, sizes = Arrival(f"{target}/{directory}"), itertools.cycle(range(1990, 2049))

    def once():
        # rsync would not see that a file of the same size has changed within the same second, nor would lsyncd, which calls it.
        content = os.urandom(1024).hex().encode()[:next(sizes)]
        start = time.perf_counter()
        with open(f"{source}/{path}", "wb") as file:
            file.write(content)
        arrival.of(name, content)
        return time.perf_counter() - start
    return once


def end(process):
    """Ends a peer and what it has started, which are in a session of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def peers(work, tree):
    """What keeps copies of trees of their own: by name, source and target. Missing programs are named."""
    running, places, missing = [], {}, []
    commands = {
        "lsyncd, delay 0": ("lsyncd", lambda source, target: lsyncd(work, source, target)),
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
                env={**os.environ, "UNISON": f"{work}/unison-state"}, start_new_session=True))
            places[name] = (source, target)
        yield places, missing
    finally:
        for process in running:
            end(process)


def lsyncd(work, source, target):
    """The command that keeps one directory like another."""
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


def measure_follow(bench):
    """One edit, many edits and none, on this host."""
    with TreeStack(bench, SMALL) as stack:
        _measure_one(bench.report, stack)
        _measure_many(bench.report, stack)
        mirror = stack.mirror()
        nothing_changed(bench.report, stack, SMALL, ["rsync", "-a", "--delete", f"{stack.code}/", f"{mirror}/"], n=15)
        _measure_halves(bench.report, stack)
    if file_system(TMPFS) == "tmpfs":
        with TreeStack(bench, SMALL, place=TMPFS) as stack:
            _measure_many(bench.report, stack)


def nothing_changed(report, stack, files, rsync, n):
    """P5."""
    report.compare(
        f"P5: sync with nothing changed, {files:,} files",
        "while the daemon follows the repo; `wait --synced` returns when all edits are in the copy, "
        "`sync` compares both sides as well; the start of the programs is included; target: 10 ms",
        in_turns(in_step(stack, rsync), n))


def in_step(stack, rsync):
    """What has the copy in step, with nothing to do."""
    return {"dusty wait --synced": lambda: stack.dusty("wait", "--synced", "code"), "dusty sync": lambda: stack.dusty("sync", "code"),
            "rsync -a --delete": lambda: run(rsync)}


def _measure_one(report, stack):
    with peers(stack.work, stack.code) as (places, missing):
        things = {"dusty": edit(stack.code, stack.copy_of_code()), **{name: edit(*where) for name, where in places.items()}}
        note = f"; not installed here: {', '.join(missing)}" if missing else ""
        report.compare(
            f"P1: one edit until it is in the copy, {SMALL:,} files",
            f"a file of 2 kB is written; from before that to the moment its copy is whole; target: median 1 ms, p95 10 ms{note}",
            in_turns(things, n=60))


def _measure_many(report, stack):
    """Until all is over, counted from the last write."""
    kind, mirror = file_system(stack.work), stack.mirror("many")

    def change():
        for number in range(AT_ONCE):
            with open(f"{stack.code}/{path_of(number * 5 % SMALL)}", "w") as file:
                file.write(f"{time.perf_counter_ns()}\n" * 100)

    def ours():
        change()
        return stack.dusty("wait", "--synced", "code")

    def theirs():
        change()
        # Dusty's copying is over before, so that rsync has the machine to itself.
        stack.dusty("wait", "--synced", "code")
        return run(["rsync", "-a", "--delete", f"{stack.code}/", f"{mirror}/"])
    report.compare(
        f"P6: {AT_ONCE:,} files changed at once, {kind}", "from the last write to the end of copying; `dusty wait --synced` and rsync, start "
        "of the program included; Dusty copies while the files are written, rsync begins after it; target: 0.7 of rsync",
        in_turns({"dusty": ours, "rsync -a --delete": theirs}, n=7))


def _measure_halves(report, stack):
    """Whether a reader of the copy ever sees a part of a file."""
    size, versions_ = 900_000, few(60, 10)
    path, copy = f"{stack.code}/part0/file7", f"{stack.copy_of_code()}/part0/file7"
    seen, over = {"reads": 0, "wrong": 0, "versions": set()}, threading.Event()

    def write(letter):
        with open(path, "wb") as file:
            for _ in range(9):
                file.write(letter * (size // 9))

    def read():
        while not over.is_set():
            with open(copy, "rb") as file:
                content = file.read()
            seen["reads"] += 1
            seen["wrong"] += len(content) != size or content.count(content[:1]) != size
            seen["versions"].add(content[:1])
    write(b"a")
    stack.dusty("wait", "--synced", "code")
    reader = threading.Thread(target=read)
    reader.start()
    for number in range(versions_):
        write(bytes([97 + number % 26]))
        time.sleep(0.05)
    stack.dusty("wait", "--synced", "code")
    over.set()
    reader.join()
    report.add("Half-written files", f"a file of {size // 1000} kB is written in place {versions_} times, a hundred kB at a time, while a "
               "program reads its copy without pause; target: none",
               [f"{seen['wrong']} of {seen['reads']:,} reads were of a part of a file, or of two versions; "
                f"{len(seen['versions'])} versions were seen."])


def file_system(path):
    """What kind it is of."""
    return subprocess.run(["stat", "-f", "-c", "%T", path], capture_output=True, text=True).stdout.strip().replace("ext2/ext3", "ext4")
