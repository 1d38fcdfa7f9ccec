"""What was measured, as Markdown: a page of parts, each with the day on which it was taken."""
import os
import platform
import re
import time

HEAD = """# Measurements

Written by `make bench`. Every part says when it was taken and with what; `make bench PARTS="sync stack"` replaces these parts and keeps the
others. Figures hold for one machine and its load: compare ratios, which are taken in turns with the peer in the same run. Targets are for
an idle machine.
"""
MARK = "<!-- part: {} -->\n"


def machine():
    """One line on the machine."""
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown processor")
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) / 2 ** 20
    return f"{os.cpu_count()} x {model}, {memory:.0f} GiB, Linux {platform.release()}"


class Report:
    """Collects the sections of one part and shows them as they come."""

    def __init__(self, title, versions):
        self.title, self.versions, self.parts = title, versions, []
        self._started, self._load = time.time(), os.getloadavg()[0]

    def compare(self, title, what, samples):
        """A table whose first row is ours."""
        ours = samples[0].median
        rows = [f"| {s.name} | {s.n} | {s.median * 1000:,.1f} ms | {s.p95 * 1000:,.1f} ms | {s.median / ours:.1f} | {s.load:.1f} |"
                for s in samples]
        faster = [s.name for s in samples[1:] if s.median < ours and not s.name.startswith(samples[0].name)]
        if faster:
            rows += ["", f"Faster than {samples[0].name} here: {', '.join(faster)}."]
        self.add(title, what, ["| | n | median | p95 | times ours | load |", "|---|--:|--:|--:|--:|--:|", *rows])

    def rate(self, title, what, amount, samples):
        """A table of lines a second."""
        ours = samples[0].median
        rows = [f"| {s.name} | {s.n} | {s.median:.2f} s | {amount / s.median:,.0f} | {s.median / ours:.1f} | {s.load:.1f} |"
                for s in samples]
        self.add(title, what, ["| | n | median | lines/s | times ours | load |", "|---|--:|--:|--:|--:|--:|", *rows])

    def usage(self, title, what, usages, targets):
        """A table of what processes use; targets by name."""
        rows = [f"| {u.name} | {u.memory:.1f} MiB | {u.percent:.2f} % | {u.wake_ups:.0f} | "
                f"{'' if u.bytes is None else f'{u.bytes:,.0f}'} | {targets.get(u.name, '')} |" for u in usages]
        self.add(title, f"{what}; load {os.getloadavg()[0]:.1f}",
                 ["| | resident memory | processor, one core = 100 % | wake-ups/s | bytes/s to the terminal | targets |",
                  "|---|--:|--:|--:|--:|--:|", *rows])

    def single(self, title, what, seconds):
        """One figure that is too dear to repeat."""
        self.add(title, what, [f"{seconds:.1f} s (n = 1, load {os.getloadavg()[0]:.1f})"])

    def add(self, title, what, lines):
        text = f"### {title}\n\n{what}\n\n" + "\n".join(lines) + "\n"
        print(text, flush=True)
        self.parts.append(text)

    def text(self):
        """The whole part."""
        took, day = time.time() - self._started, time.strftime("%Y-%m-%d %H:%M", time.gmtime(self._started))
        head = (f"## {self.title}\n\nTaken on {day} UTC in {took / 60:.1f} minutes, load {self._load:.1f} at its begin.\n"
                f"{machine()}.\n{', '.join(version for version in self.versions if version)}.\n")
        return "\n".join([head, *self.parts])


def write_part(path, order, name, text):
    """Puts a part into the page and keeps the others."""
    parts = {}
    if os.path.exists(path):
        with open(path) as file:
            pieces = re.split(r"^<!-- part: (\w+) -->\n", file.read(), flags=re.M)
        parts = dict(zip(pieces[1::2], pieces[2::2]))
    parts[name] = f"\n{text}\n"
    with open(f"{path}.new", "w") as file:
        file.write(HEAD + "".join("\n" + MARK.format(part) + parts[part].rstrip("\n") + "\n" for part in order if part in parts))
    os.replace(f"{path}.new", path)
