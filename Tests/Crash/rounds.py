"""One round: an operation, a fault in the middle of it, one `dusty up`, and the comparison with the model."""

import dataclasses
import random
import time

import model
from faults import FAULTS, descendants, name_of, spare
from operations import OPERATIONS


@dataclasses.dataclass(frozen=True)
class Round:
    operation: str
    fault: str
    seed: int

    def __str__(self):
        return f"{self.operation}, {self.fault}, {self.seed}"

    @classmethod
    def parse(cls, text):
        operation, fault, seed = text.rsplit(", ", 2)
        return cls(operation, fault, int(seed))


class Failed(AssertionError):
    pass


def pairs():
    """Every fault in every operation that it can happen in."""
    return [(operation, fault) for operation in OPERATIONS for fault in FAULTS
            if not spare(OPERATIONS[operation], fault)]


# How often a fault is drawn, against 1 of the others: killed at a call is what finds most, 20 seconds cost most.
WEIGHTS = {"daemon killed at a call": 6, "daemon killed": 3, "cancelled": 4, "engine hangs for 20 s": 0.3}
# What a short run leaves out.
SLOW = {"engine hangs for 20 s"}


def choose(number, seed, only="", short=False):
    """So many rounds for a seed: first every operation and every fault is seen once, then chance decides."""
    rng = random.Random(seed)
    open_pairs = [pair for pair in pairs() if only in ", ".join(pair) and not (short and pair[1] in SLOW)]
    assert open_pairs, f"no round has {only!r} in its name"
    seen, chosen = set(), []
    while len(chosen) < number:
        operation, fault = max(open_pairs, key=lambda pair: (
            len(set(pair) - seen), rng.random() ** (1 / WEIGHTS.get(pair[1], 1))))
        seen |= {operation, fault}
        # Successive numbers: a fault at a call takes them for places that are evenly spread (see `AtCall`).
        count = sum(one.operation == operation and one.fault == fault for one in chosen)
        chosen.append(Round(operation, fault, seed * 1000 + count))
    return chosen


def run(world, round, say=print):
    """Runs a round; raises `Failed` with everything that is not as it should be."""
    rng = random.Random(round.seed)
    operation, fault = OPERATIONS[round.operation], FAULTS[round.fault]
    begun = time.monotonic()
    fault.begin(round.seed)
    operation.prepare(world, rng)
    command = operation.command(world, rng)
    armed = fault.arm(world, operation, rng)
    client = world.sandbox.start("dusty", *command, stdout=-1, stderr=-2)
    hit = None
    try:
        hit = fault.strike(world, operation, client, rng)
        said = client.communicate(timeout=5)[0]
        world.stop.off()
        if hit:
            fault.heal(world)
        settled = attempt(operation.settle, world, client.returncode == 0)
        up = converge(world)
        problems = settled + up + model.differences(world)
        if not problems:
            operation.leave(world)
    except Exception as error:
        client.kill()
        problems, said = [f"{type(error).__name__}: {error}"], locals().get("said", "")
    finally:
        world.stop.off()
    say(f"{round}: {armed}: {hit or 'too late'}, exit {client.returncode}, {time.monotonic() - begun:.1f} s")
    if problems:
        raise Failed(report(world, round, f"{armed}: {hit}", command, said, problems))
    return bool(hit)


def observe(world, operation):
    """The operation without any fault: which programs the daemon starts; how long it takes and how many calls it makes is kept."""
    rng = random.Random(operation.name)
    operation.prepare(world, rng)
    command = operation.command(world, rng)
    daemon, seen = world.daemons[0], set()
    world.stop.count()
    begun = time.monotonic()
    client = world.sandbox.start("dusty", *command, stdout=-1, stderr=-2)
    while client.poll() is None:
        seen |= {name_of(pid) for pid in descendants(daemon)}
        time.sleep(0.001)
    operation.seconds, operation.calls = time.monotonic() - begun, max(4, world.stop.counted)
    world.stop.off()
    assert client.returncode == 0, client.communicate()[0]
    operation.settle(world, True)
    problems = converge(world) + model.differences(world)
    assert not problems, "\n".join(problems)
    operation.leave(world)
    return seen


def attempt(action, *arguments):
    try:
        action(*arguments)
        return []
    except Exception as error:
        return [f"after the fault: {error}"]


def converge(world):
    """One `dusty up`, once what still goes on has ended: a failed backup starts containers again after its client has gone."""
    world.settle_jobs()
    result = world.dusty("up", check=False, timeout=180)
    if result.returncode == 0:
        return []
    return [f"`dusty up` fails (exit {result.returncode}):\n{result.stdout[-1500:]}\n{result.stderr[-1500:]}"]


def report(world, round, hit, command, said, problems):
    lines = "\n".join(f"  - {problem}" for problem in problems)
    return (f"{round}\nagain: make crash CRASH_REPEAT='{round}'\n"
            f"fault: {hit}\ncommand: dusty {' '.join(map(str, command))}\nit said:\n{said[-1500:]}\n"
            f"differences:\n{lines}\nend of the daemon's log:\n{world.log_end()}")
