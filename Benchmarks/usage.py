"""What processes use."""
import os
import time


class Usage:
    """What a process uses from now on, and what it writes to a terminal if it has one."""

    def __init__(self, name, pid, terminal=None):
        self.name, self.pid, self.terminal = name, pid, terminal
        self._start = time.perf_counter()
        self._ticks, self._switches, self._size = self._now()
        self.memory_before = memory(pid)

    def end(self):
        """Takes the figures: percent of one core, wake-ups and bytes a second, and memory in MiB."""
        seconds = time.perf_counter() - self._start
        ticks, switches, size = self._now()
        self.percent = (ticks - self._ticks) / os.sysconf("SC_CLK_TCK") / seconds * 100
        self.wake_ups = (switches - self._switches) / seconds
        self.bytes = (size - self._size) / seconds if self.terminal else None
        self.memory = memory(self.pid)
        return self

    def _now(self):
        return _ticks(self.pid), _switches(self.pid), self.terminal.size if self.terminal else 0


def memory(pid):
    """Resident memory in MiB."""
    return _field(f"/proc/{pid}/status", "VmRSS") / 1024


def _ticks(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _switches(pid):
    """How often its threads have left a processor, by themselves or not."""
    switches = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            for name in ("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"):
                switches += _field(f"/proc/{pid}/task/{thread}/status", name)
        except OSError:
            pass  # The thread has just ended.
    return switches


def _field(path, name):
    with open(path) as file:
        return next(int(line.split()[1]) for line in file if line.startswith(f"{name}:"))
