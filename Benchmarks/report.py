"""What was measured, as Markdown."""
import os
import platform


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

    def compare(self, title, what, samples):
        """A table whose first row is ours."""
        ours = samples[0].median
        rows = [f"| {s.name} | {s.n} | {s.median * 1000:.1f} ms | {s.p95 * 1000:.1f} ms | {s.median / ours:.1f} | {s.load:.1f} |"
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

    def single(self, title, what, seconds):
        """One figure that is too dear to repeat."""
        self.add(title, what, [f"{seconds:.1f} s (n = 1, load {os.getloadavg()[0]:.1f})"])

    def add(self, title, what, lines):
        text = f"## {title}\n\n{what}\n\n" + "\n".join(lines) + "\n"
        print(text, flush=True)
        self.parts.append(text)

    def text(self):
        """The whole page."""
        return "\n".join(self.parts)
