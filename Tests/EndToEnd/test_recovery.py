"""The daemon or the engine dies, and everything comes back."""

import re

from sandbox import until


def test_a_killed_daemon_comes_back_and_knows_what_runs(shop):
    before, hosts = shop.containers(), shop.sandbox.read("/etc/hosts")
    shop.sandbox.run("kill", "-KILL", shop.daemon)
    until(lambda: shop.dusty("status", check=False).returncode == 69, 10, "the daemon is gone")
    assert shop.front()["products"] == 3
    shop.sandbox.run("Scripts/daemon", "start")
    assert shop.row("api")["state"] == "up"
    assert shop.job("up")[-1]["state"] == "succeeded"
    assert shop.containers() == before
    assert shop.sandbox.read("/etc/hosts") == hosts


def test_a_daemon_killed_in_the_middle_of_up_converges(shop):
    shop.dusty("down")
    client = shop.sandbox.start("dusty", "up", stdout=-3, stderr=-3)
    until(lambda: "dusty_api_1" in shop.containers(), 60, "the first containers")
    shop.sandbox.run("kill", "-KILL", shop.daemon)
    assert client.wait(timeout=30) in (1, 69)
    shop.sandbox.run("Scripts/daemon", "start")
    shop.dusty("up")
    assert shop.until_front()["products"] == 3


def test_sigterm_ends_the_daemon_cleanly_and_leaves_the_stack(shop):
    before = shop.containers()
    watcher = shop.sandbox.start("dusty", "logs", "-f", "api", stdout=-3)
    shop.sandbox.run("Scripts/daemon", "stop")
    watcher.wait(timeout=15)
    assert shop.sandbox.run("test", "-e", "/run/dusty/dusty.sock", check=False).returncode == 1
    shop.sandbox.run("Scripts/daemon", "start")
    assert shop.containers() == before


def test_a_second_daemon_is_refused(shop):
    result = shop.sandbox.run("dustyd", check=False, timeout=20)
    assert result.returncode == 1
    assert "dusty.sock" in result.stderr
    assert shop.row("api")["state"] == "up"


def test_rows_are_stale_while_the_engine_is_away_and_recover(shop):
    shop.sandbox.kill_engine()
    row = until(lambda: (row := shop.row("api")) and row.get("stale_since") and row, 15, "the row is stale")
    assert not shop.status()["engine"]["reachable"]
    assert re.search(r"^\s*api +app +stale .*was up$", shop.dusty("status").stdout, re.MULTILINE)
    result = shop.dusty("up", check=False)
    assert result.returncode == 1
    assert "engine" in result.stderr.lower() or "docker" in result.stderr.lower(), result.stderr
    shop.sandbox.start_engine()
    until(lambda: shop.status()["engine"]["reachable"], 20, "the engine is seen again")
    assert not shop.row("api").get("stale_since")
    shop.dusty("up")
    assert shop.until_front()["products"] == 3


def test_an_engine_killed_in_the_middle_of_up_is_recovered_by_up(shop):
    shop.dusty("down")
    client = shop.sandbox.start("dusty", "up", stdout=-3, stderr=-3)
    until(lambda: "dusty_postgres_1" in shop.containers(), 60, "the first containers")
    shop.sandbox.kill_engine()
    assert client.wait(timeout=60) == 1
    shop.sandbox.start_engine()
    until(lambda: shop.status()["engine"]["reachable"], 20, "the engine is seen again")
    shop.dusty("up")
    assert shop.until_front()["products"] == 3
