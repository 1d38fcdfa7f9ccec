"""Engine, Compose or daemon are killed, or a job is cancelled, at any moment: the next `up` converges.

`DUSTY_TEST_ROUNDS` makes each loop longer, `DUSTY_TEST_SEED` repeats one that failed: the seed is in its output.
"""

import json
import os
import random
import subprocess
import time

import pytest

from sandbox import until

CONTAINERS = {f"dusty_{name}_1" for name in ("api", "web", "worker", "postgres", "redis", "dustyInternalNginx")}
SEED = int(os.environ.get("DUSTY_TEST_SEED") or random.SystemRandom().randrange(1 << 32))


def rounds(usual):
    """Numbers of a loop's rounds, and the random numbers for all of them."""
    print(f"DUSTY_TEST_SEED={SEED}")
    return range(int(os.environ.get("DUSTY_TEST_ROUNDS") or usual)), random.Random(SEED)


def converges(shop, label):
    """One `up` is enough for the whole stack to be there once, and to answer."""
    result = shop.dusty("up", check=False)
    assert result.returncode == 0, f"{label}\n{result.stdout}\n{result.stderr}"
    assert set(shop.containers()) == CONTAINERS, label
    shop.until_front()


def restart_engine(shop):
    shop.sandbox.start_engine()
    until(lambda: shop.status()["engine"]["reachable"], 20, "the engine is seen again")


def test_an_engine_killed_at_any_moment_of_up_is_recovered_by_the_next(shop):
    numbers, chance = rounds(4)
    made = shop.sandbox.directory / "docker" / "containers"
    for number in numbers:
        shop.dusty("down")
        client = shop.sandbox.start("dusty", "up", stdout=-3, stderr=-3)
        until(lambda: any(made.iterdir()) or client.poll() is not None, 60, "the first container")
        delay = chance.uniform(0, 1.3)
        time.sleep(delay)
        shop.sandbox.kill_engine()
        # One that waits for containers must give up by itself.
        client.wait(timeout=60)
        restart_engine(shop)
        converges(shop, f"round {number}, killed after {delay:.3f} s")


def test_ports_that_a_killed_engine_never_gives_back_are_gone_around(shop):
    kill = 'until pgrep -x docker-proxy; do :; done; sleep "$0"; pkill -KILL -x "dockerd|containerd"'
    # Between the moment when the ports are given away and the one when the container runs.
    for delay in (0.1, 0.2, 0.3, 0.15):
        shop.dusty("down")
        killer = shop.sandbox.start("timeout", "60", "sh", "-c", kill, delay, stdout=-3)
        client = shop.sandbox.start("dusty", "up", stdout=-3, stderr=-3)
        killer.wait(timeout=70)
        client.wait(timeout=60)
        restart_engine(shop)
        converges(shop, f"killed {delay} s after the first port was taken")
        report = json.loads(shop.dusty("doctor", "--json", check=False).stdout)["checks"]
        row = next(row for row in report if row["name"] == "containers")
        if row["state"] == "warning":
            break
    else:
        pytest.skip("the engine gave all ports back")
    assert "restart the engine" in row["remedy"]
    before = shop.containers()
    shop.dusty("up")
    assert shop.containers() == before
    # After a restart of the engine all is as usual again.
    shop.dusty("down")
    shop.sandbox.stop_engine()
    restart_engine(shop)
    converges(shop, "after a restart of the engine")
    assert b"127.65.0.1 api.shop.test" in shop.sandbox.read("/etc/hosts")


def replacing(shop, number, chance):
    """Starts a job that replaces containers; returns when Compose is at it."""
    if chance.random() < 0.5:
        shop.dusty("env", "set", "api", f"ROUND={number}")
        shop.dusty("env", "set", "worker", f"ROUND={number}")
        command = ["up"]
    else:
        command = ["rebuild", "api", "worker"]
    client = shop.sandbox.start("dusty", *command, "--json", stdout=subprocess.PIPE, stderr=-3)
    for line in client.stdout:
        if "Recreate" in line:
            break
    delay = chance.choice((chance.uniform(0, 0.2), chance.uniform(0, 1.2)))
    time.sleep(delay)
    return client, f"{command[0]}, round {number}, after {delay:.3f} s"


def cancel(shop):
    job = next((job for job in shop.status()["jobs"] if job["state"] == "running"), None)
    if job:
        shop.dusty("cancel", job["id"], check=False)


def kill_compose(shop):
    shop.sandbox.run("pkill", "-KILL", "-f", "--", "--project-name dusty", check=False)


def kill_daemon(shop):
    shop.sandbox.run("kill", "-KILL", shop.daemon)


@pytest.mark.parametrize("stop, usual", [(cancel, 6), (kill_compose, 2), (kill_daemon, 2)])
def test_a_replacement_that_is_cut_off_leaves_nothing_behind(shop, stop, usual):
    numbers, chance = rounds(usual)
    for number in numbers:
        client, label = replacing(shop, number, chance)
        stop(shop)
        client.stdout.read()
        client.wait(timeout=60)
        if stop is kill_daemon:
            shop.sandbox.run("Scripts/daemon", "start")
        converges(shop, label)


def test_a_cancelled_test_run_leaves_nothing_behind(shop):
    numbers, chance = rounds(2)
    for number in numbers:
        client = shop.sandbox.start("dusty", "test", "--recreate", "api", "unit", stdout=-3, stderr=-3)
        until(lambda: set(shop.containers()) - CONTAINERS or client.poll() is not None, 60, "a container of the test")
        time.sleep(chance.uniform(0, 1))
        cancel(shop)
        client.wait(timeout=60)
        until(lambda: set(shop.containers()) == CONTAINERS, 30, lambda: f"round {number}: {shop.containers()}")
