"""What the shop's apps share."""

import os
import time

from . import postgres, redis


def database():
    """A new connection to the shop's database; waits while it starts."""
    password = os.environ["DATABASE_PASSWORD"]
    return patiently(lambda: postgres.Connection("postgres", 5432, "shop", password, "shop"))


def queue():
    """A new connection to the shop's Redis; waits while it starts."""
    return patiently(lambda: redis.Connection("redis", 6379))


def patiently(action, seconds=60):
    """The result of `action`, tried again while what it needs is still starting."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return action()
        except (OSError, postgres.DatabaseError) as error:
            if time.monotonic() > deadline:
                raise
            print(f"waiting: {error}", flush=True)
            time.sleep(0.5)
