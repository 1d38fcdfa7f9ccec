"""Something dies in the middle of an operation, and one `dusty up` makes everything as it should be.

CRASH_ROUNDS  how many rounds (24)
CRASH_SEED    which; the same number gives the same rounds
CRASH_ONLY    only rounds with this in their name, such as `up cold` or `disk restore, daemon killed at a call`
CRASH_REPEAT  one round by its full name, as a failure prints it, CRASH_ROUNDS times
"""

import os

import pytest

import rounds
from faults import PROGRAMS
from world import World

SEED = int(os.environ.get("CRASH_SEED", "12"))
NUMBER = int(os.environ.get("CRASH_ROUNDS", "24"))
REPEAT = os.environ.get("CRASH_REPEAT")
ROUNDS = ([rounds.Round.parse(REPEAT)] * NUMBER if REPEAT
          else rounds.choose(NUMBER, SEED, os.environ.get("CRASH_ONLY", ""), short=NUMBER < 100))
struck = []


class Worlds:
    """One world for many rounds; after a failure a new one, so that each failure stands for itself."""

    def __init__(self, make):
        self._make, self._world, self._count = make, None, 0

    def current(self):
        if not self._world:
            self._count += 1
            self._world = self._make(self._count)
        return self._world

    def spoil(self):
        if self._world:
            self._world.close()
        self._world = None


@pytest.fixture(scope="module")
def worlds(workspace, golden):
    worlds = Worlds(lambda count: World.made(workspace / f"world-{count}", golden))
    yield worlds
    worlds.spoil()


@pytest.mark.skipif(NUMBER < 100, reason="part of the long run")
@pytest.mark.parametrize("operation", rounds.OPERATIONS.values(), ids=lambda operation: operation.name)
def test_the_table_knows_the_programs_of(operation, worlds):
    """A letter in the matrix is true: an operation that is said to start no git starts none."""
    seen = rounds.observe(worlds.current(), operation) & PROGRAMS
    assert seen <= set(operation.programs)


@pytest.mark.parametrize("round", ROUNDS, ids=str)
def test_one_up_converges_after(round, worlds, capsys):
    try:
        with capsys.disabled():
            print()
            struck.append(rounds.run(worlds.current(), round))
    except BaseException:
        worlds.spoil()
        raise


@pytest.mark.skipif(bool(REPEAT), reason="one round is as early or late as it is")
def test_most_faults_came_in_time():
    """A round whose fault came too late shows nothing."""
    print(f"{sum(struck)} of {len(struck)} faults came in time; seed {SEED}")
    assert sum(struck) >= len(struck) * 0.6
