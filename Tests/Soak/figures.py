"""What a process uses over time, and whether it grows."""

import pathlib
import statistics

COLUMNS = ("memory", "descriptors", "threads", "children")


class Figures:
    """Samples of one process: memory in MB, open descriptors, threads, children."""

    def __init__(self, process):
        self.process = pathlib.Path(process)
        self.samples = []

    def look(self):
        fields = dict(line.split(":", 1) for line in (self.process / "status").read_text().splitlines())
        children = sum(
            len((task / "children").read_text().split())
            for task in (self.process / "task").iterdir() if (task / "children").exists()
        )
        return {
            "memory": int(fields["VmRSS"].split()[0]) >> 10, "descriptors": len(list((self.process / "fd").iterdir())),
            "threads": int(fields["Threads"]), "children": children,
        }

    def sample(self, minutes, **counts):
        self.samples.append({"minutes": minutes, **self.look(), **counts})

    def table(self):
        """At most twenty rows, the last one always."""
        step = max(1, len(self.samples) // 20)
        rows = self.samples[::step]
        if rows[-1] is not self.samples[-1]:
            rows.append(self.samples[-1])
        names = list(self.samples[0])
        lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
        for row in rows:
            texts = (f"{value:.1f}" if isinstance(value, float) else str(value) for value in row.values())
            lines.append("| " + " | ".join(texts) + " |")
        return "\n".join(lines)

    def growth(self, name):
        """How much more the last quarter uses than the second, by their medians; the first quarter warms up."""
        values = [sample[name] for sample in self.samples]
        quarter = max(1, len(values) // 4)
        return statistics.median(values[-quarter:]) - statistics.median(values[quarter:2 * quarter])
