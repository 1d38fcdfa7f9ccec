"""A repo of 100,000 files and 30 services: resuming, syncing nothing, resting."""
import shutil
import subprocess
import time

from follow import end, file_system, lsyncd, nothing_changed
from sampling import Samples, few, in_turns, run
from trees import LARGE, TreeStack, roomy
from usage import Usage

SERVICES = few(30, 3)
REST = few(30, 3)


def measure_large(bench):
    """P4, P5 and P13."""
    with TreeStack(bench, LARGE, services=SERVICES, place=roomy()) as stack:
        mirror = stack.mirror()
        rsync = ["rsync", "-a", "--delete", f"{stack.code}/", f"{mirror}/"]
        bench.report.compare(
            f"P4: resume with nothing changed, {LARGE:,} files",
            f"from the start of the daemon, with {SERVICES} services and their containers beside, until it follows the repo: watched, and "
            f"compared on both sides; on {file_system(stack.work)}; target: 450 ms",
            resume(stack, {"rsync -a --delete": lambda: run(rsync)}, n=7))
        nothing_changed(bench.report, stack, LARGE, rsync, n=10)
        _measure_rest(bench.report, stack, mirror)


def resume(stack, peers, n):
    """Restarts the daemon, in turns with the peers; the last row is the part until it answers at all."""
    answers = []

    def ours():
        stack.stop_daemon()
        start = time.perf_counter()
        stack.start_daemon()
        stack.until_answers()
        answers.append(time.perf_counter() - start)
        stack.until_followed()
        return time.perf_counter() - start
    samples = in_turns({"dusty": ours, **peers}, n)
    return [*samples, Samples("dusty, of that until the daemon answers", answers[1:], samples[0].load)]


def _measure_rest(report, stack, mirror):
    """Once it has settled."""
    time.sleep(few(20, 1))
    usages, peer = [Usage("dustyd", stack.daemon_pid)], None
    note = ""
    if shutil.which("lsyncd"):
        peer = subprocess.Popen(lsyncd(stack.work, stack.code, mirror), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, start_new_session=True)
        # It runs rsync first.
        time.sleep(few(15, 2))
        usages = [Usage("dustyd", stack.daemon_pid), Usage("lsyncd", peer.pid)]
    else:
        note = "; not installed here: lsyncd"
    time.sleep(REST)
    usages = [usage.end() for usage in usages]
    if peer:
        end(peer)
    report.usage("P13: at rest", f"{LARGE:,} files followed, {SERVICES} services and an app running, nothing happening, {REST} s{note}",
                 usages, {"dustyd": "60 MiB / 0.2 % / 5"})
