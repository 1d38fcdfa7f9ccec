"""How things grow: every curve is a table in the results and plots in curves/."""
import itertools
import os
import time

from clients import measure_clients
from commands import compilers
from follow import edit, in_step
from large import resume
from plot import amount, plot
from sampling import Samples, few, in_turns, rounds, run
from services import up_and_up
from specs import write_many_specs
from stack import BenchStack, idle_services
from trees import TreeStack, roomy, write_tree
from usage import Usage

REPOS = few([1_000, 3_000, 10_000, 30_000, 100_000], [500, 1_000])
SPECS = few([10, 50, 200, 1_000, 5_000], [10, 30])
CONTAINERS = few([1, 5, 20, 60], [1, 3])
# What takes longer than so many seconds at one size is not measured at the next ones.
LIMIT = 4


class Curve:
    """Medians by size and name, in one table and one plot."""

    def __init__(self, bench, name, title, across, what, unit="s"):
        self.bench, self.name, self.title, self.across, self.what, self.unit = bench, name, title, across, what, unit
        self.points, self._counts = {}, set()

    def add(self, size, samples):
        """The medians of these at a size."""
        for sample in samples:
            self.points.setdefault(sample.name, []).append((size, max(sample.median, 1e-6)))
            self._counts.add(sample.n)

    def write(self):
        """The table goes to the report, the plot into a file."""
        counts = " to ".join(f"{n:,}" for n in sorted({min(self._counts), max(self._counts)})) if self._counts else ""
        sizes = sorted({size for points in self.points.values() for size, _ in points})
        rows = [f"| {name} | " + " | ".join(amount(dict(points)[size], self.unit) if size in dict(points) else "" for size in sizes) + " |"
                for name, points in self.points.items()]
        os.makedirs(f"{self.bench.output}/curves", exist_ok=True)
        with open(f"{self.bench.output}/curves/{self.name}.svg", "w") as file:
            file.write(plot(self.title, self.across, self.points, self.unit))
        self.bench.report.add(
            self.title, f"{self.what}; {f'medians of {counts}, ' if counts else ''}by {self.across}; load {os.getloadavg()[0]:.1f}",
            [f"![{self.title}](curves/{self.name}.svg)", "", "| | " + " | ".join(f"{size:,}" for size in sizes) + " |",
             "|---|" + "--:|" * len(sizes), *rows])


def measure_curves(bench):
    """All of them, and how long each took."""
    took = []
    for measure in (_measure_specs, lambda bench: measure_clients(bench, Curve), _measure_repos, _measure_containers):
        start = time.monotonic()
        measure(bench)
        took.append(time.monotonic() - start)
    names = ("specs", "clients", "repos", "containers")
    text = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in zip(names, took, strict=True))
    bench.report.add("How long the curves took", f"{text}.", [])


def _measure_specs(bench):
    dusty = f"{bench.bin}/dusty"
    curve = Curve(bench, "specs", "Reading specs", "specs",
                  f"compiling all, and Compose's reading of the result; what takes longer than {LIMIT} s is left out at the next size")
    slow = set()
    for size in SPECS:
        specs, out = f"{bench.work}/specs{size}", f"{bench.work}/out{size}"
        write_many_specs(specs, size)
        commands = {"dusty validate": lambda specs=specs: run([dusty, "validate", specs])}
        if "dusty compile" not in slow:
            both = compilers(dusty, specs, ["everything"], out)
            commands = {name: both[name] for name in ("dusty compile", "docker compose config")} | commands
        wanted = {name: thing for name, thing in commands.items() if name not in slow}
        samples = rounds(wanted, n=few(7, 1), limit=10)
        slow |= {sample.name for sample in samples if sample.median > LIMIT}
        curve.add(size, samples)
    curve.write()


def _measure_repos(bench):
    """One tree that grows, so that each size costs only what it has more."""
    edits = Curve(bench, "repos-edit", "One edit until it is in the copy", "files in the repo",
                  "a file of 2 kB; the peer is rsync of the whole tree after the same edit")
    nothing = Curve(bench, "repos-nothing", "Sync with nothing changed", "files in the repo",
                    "while the daemon follows the repo; `wait --synced` returns when all edits are in the copy, `sync` "
                    "compares both sides as well")
    resumed = Curve(bench, "repos-resume", "Resume with nothing changed", "files in the repo", "from the start of the daemon until it follows")
    grown = Curve(bench, "repos-new", "New files until they are in the copy", "files in the repo",
                  "from the last write of the files that the tree has more than at the size before, to the end of copying")
    with TreeStack(bench, REPOS[0], place=roomy()) as stack:
        mirror, last = stack.mirror(), REPOS[0]
        command = ["rsync", "-a", "--delete", f"{stack.code}/", f"{mirror}/"]

        def rsync():
            return run(command)
        dusty_edit, sizes = edit(stack.code, stack.copy_of_code()), itertools.cycle(range(100, 150))

        def peer_edit():
            with open(f"{stack.code}/part1/file27", "w") as file:
                file.write(f"{time.perf_counter_ns()}\n" * next(sizes))
            return rsync()
        for size in REPOS:
            if size > last:
                write_tree(stack.code, size, first=last)
                grown.add(size, rounds({"dusty": lambda: stack.dusty("wait", "--synced", "code"), "rsync -a --delete": rsync}, n=1))
                last = size
            edits.add(size, in_turns({"dusty": dusty_edit, "rsync -a --delete": peer_edit}, n=few(15, 2)))
            nothing.add(size, in_turns(in_step(stack, command), n=few(5, 1)))
            resumed.add(size, resume(stack, {"rsync -a --delete": rsync}, n=few(3, 1)))
    for curve in (edits, nothing, resumed, grown):
        curve.write()


def _measure_containers(bench):
    cold = Curve(bench, "containers-cold", "Cold up until the last container has started", "services",
                 "the peer reads the file that Dusty wrote; once each")
    again = Curve(bench, "containers-again", "No-op up", "services", "the peer brings up the same project from the same file")
    rest = Curve(bench, "containers-rest", "The daemon at rest", "services", "its processor time in ten seconds", unit="%")
    for count in CONTAINERS:
        with BenchStack(bench, idle_services(count)) as stack:
            colds, agains, noted = up_and_up(stack)
            again.add(count, in_turns(agains, n=few(5, 1)))
            time.sleep(few(5, 1))
            usage = Usage("dustyd", stack.daemon_pid)
            time.sleep(few(10, 2))
            # A tick is a tenth of a percent in that time.
            rest.points.setdefault("dustyd", []).append((count, max(usage.end().percent, 0.1)))
            rounds(colds, n=1)
            cold.add(count, [Samples(name, seconds, 0) for name, seconds in noted.items()])
    for curve in (cold, again, rest):
        curve.write()
