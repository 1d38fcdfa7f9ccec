"""What was measured, as Markdown."""
import os
import platform
import time


def machine():
    """One line on the machine."""
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown processor")
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}"


class Report:
    """Collects sections and shows them as they come."""

    def __init__(self, where, versions):
        versions = ", ".join(version for version in versions if version)
        self.parts = [f"# Measurements\n\nWritten by `make bench`; every run replaces this page. Figures hold for this machine and its load:\n"
                      f"compare ratios, which are taken in turns with the peer. {where}.\n{versions}.\n"]
        self.usages = []

    def compare(self, title, what, samples):
        """A table whose first row is ours."""
        ours = samples[0].median
        rows = [f"| {s.name} | {s.n} | {s.median * 1000:.1f} ms | {s.p95 * 1000:.1f} ms | {s.median / ours:.1f} | {s.load:.1f} |"
                for s in samples]
        self.add(title, what, ["| | n | median | p95 | times ours | load |", "|---|--:|--:|--:|--:|--:|", *rows])

    def rate(self, title, what, amount, samples):
        """A table of lines a second."""
        ours = samples[0].median
        rows = [f"| {s.name} | {s.n} | {s.median:.2f} s | {amount / s.median:,.0f} | {s.median / ours:.1f} | {s.load:.1f} |"
                for s in samples]
        self.add(title, what, ["| | n | median | lines/s | times ours | load |", "|---|--:|--:|--:|--:|--:|", *rows])

    def single(self, title, what, seconds):
        """One figure that is too dear to repeat."""
        self.add(title, what, [f"{seconds:.1f} s (n = 1, load {os.getloadavg()[0]:.1f})"])

    def usage(self, name, pid, seconds):
        """Memory, and processor time over a while."""
        before = _ticks(pid)
        time.sleep(seconds)
        share = (_ticks(pid) - before) / os.sysconf("SC_CLK_TCK") / seconds * 100
        self.usages.append(f"| {name} | {_memory(pid) / 1024:.1f} MiB | {share:.1f} % |")
        print(self.usages[-1], flush=True)

    def add(self, title, what, lines):
        text = f"## {title}\n\n{what}\n\n" + "\n".join(lines) + "\n"
        print(text, flush=True)
        self.parts.append(text)

    def text(self):
        """The whole page."""
        table = ["| | resident memory | processor, one core = 100 % |", "|---|--:|--:|", *self.usages]
        return "\n".join([*self.parts, "## At rest\n\nOver 10 s each, the example running.\n\n" + "\n".join(table) + "\n"])


def _ticks(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _memory(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
