"""The dashboard in a real terminal, beside a real stack."""

import re
import time

import pytest

import noise
from sandbox import until


def test_every_pane_has_true_content(shop, screen):
    text = screen.until(r"api: listening on 8080|GET /")
    for name in ("api", "web", "worker", "postgres", "redis"):
        assert re.search(rf"\b{name}\b.*\bup\b", text), text
    for word in ("Apps", "Services", "Sync", "127.65.0.1", "shop", "fulfilment"):
        assert word in text, f"{word} in\n{text}"
    assert re.search(r"\bshop-api\b", text), text


def test_an_edit_is_synced_and_restarted_by_keys(shop, screen):
    server = shop.api / "server.py"
    server.write_text(server.read_text().replace("Welcome to the Dusty shop", "Edited in the dashboard test"))
    ballast = shop.api / "ballast.bin"
    ballast.write_bytes(b"\0" * 700_000_000)
    screen.select("1", "api")
    screen.press("S")
    screen.until(r"\b[1-9][0-9]?%", seconds=20)
    ballast.unlink()
    shop.until_idle()
    screen.press("r")
    screen.until(r"\bapi\b.*\b(restarting|stopping)\b")
    screen.until(r"\bapi\b.*\bup\b", seconds=30)
    shop.until_front(lambda front: front["greeting"] == "Edited in the dashboard test")


def test_a_line_in_a_dockerfile_is_built_by_a_key(shop, screen):
    with open(shop.api / "Dockerfile", "a") as file:
        file.write("ENV SHOP_SEASON=autumn\n")
    screen.select("1", "api")
    screen.press("R")
    screen.until(r"Rebuild api\?")
    screen.press("y")
    shop.until_front(lambda front: front["season"] == "autumn", seconds=60)
    screen.until(r"\bapi\b.*\bup\b")


def test_a_killed_container_is_seen(shop, screen):
    shop.sandbox.run("docker", "kill", "dusty_worker_1")
    screen.until(r"\bworker\b.*\bexited 137\b")
    screen.press("u")
    screen.until(r"\bworker\b.*\bup\b", seconds=60)
    shop.until_idle()


@pytest.fixture(scope="module")
def noisy(shop):
    """The shop with services that print: once a second, without pause, and to do harm."""
    shop.add("services", ticker=noise.TICKER, flood=noise.FLOOD, hostile=noise.HOSTILE)
    yield shop
    shop.remove("ticker", "flood", "hostile")


def test_a_log_is_tailed_live(noisy, screen):
    screen.select("2", "ticker")
    first = int(re.findall(r"tick (\d+)", screen.until(r"tick \d+"))[-1])
    for number in range(first + 1, first + 4):
        screen.until(rf"tick {number}\b")


def test_control_sequences_of_a_log_never_reach_the_terminal(noisy, screen):
    screen.select("2", "hostile")
    text = screen.until(r"before .*red.*after")
    assert screen.fact("alternate_on") == "1"
    assert screen.fact("pane_title") != "owned"
    assert "2J" not in text and "owned" not in text
    assert re.search(r"\bapi\b.*\bup\b", text)


def test_a_flood_costs_bounded_memory_and_keys_still_work(noisy, screen):
    screen.select("2", "flood")
    screen.until("flood flood")

    def resident(program):
        return max(map(int, noisy.sandbox.text("ps", "-C", program, "-o", "rss=").split())) // 1024

    time.sleep(5)
    before = resident("dusty"), resident("dustyd")
    time.sleep(10)
    after = resident("dusty"), resident("dustyd")
    assert after[0] < 150 and after[1] < 250, (before, after)
    assert after[0] - before[0] < 30 and after[1] - before[1] < 60, (before, after)
    screen.press("?")
    screen.until(r"─ Keys ─", seconds=20)
    screen.press("q")


def test_rows_are_stale_and_recover_when_the_daemon_dies_and_comes_back(shop, screen):
    shop.sandbox.run("kill", "-KILL", shop.daemon)
    screen.until(r"stale \d|no answer", seconds=10)
    shop.sandbox.run("Scripts/daemon", "start")
    screen.until_gone(r"stale \d|no answer", seconds=15)
    screen.until(r"\bapi\b.*\bup\b")


def test_q_restores_the_terminal_and_leaves_the_stack(shop, screen):
    before = shop.containers()
    screen.press("q")
    screen.until_restored()
    assert shop.containers() == before


def test_it_can_be_suspended_and_resumed(shop, screen):
    screen.press("C-z")
    screen.until_restored()
    screen.type("fg\n")
    screen.until(r"\bapi\b.*\bup\b")
    assert screen.fact("alternate_on") == "1"


def test_it_follows_the_size_of_the_terminal(shop, screen):
    screen.resize(80, 24)
    text = screen.until(r"\bapi\b.*\bup\b")
    until(lambda: len(screen.text.splitlines()[0]) <= 80 and "Apps" in screen.text, 5, "it fits 80x24")
    screen.resize(160, 50)
    until(lambda: max(map(len, screen.text.splitlines())) > 120, 5, lambda: f"it fills 160x50:\n{screen.text}")
    assert "Apps" in text


def test_help_and_finding(shop, screen):
    screen.press("?")
    screen.until(r"Keys ─.*Esc closes")
    screen.until(r"\br +Restart it \(syncs its code first\)")
    screen.press("Escape")
    until(lambda: "Esc closes" not in screen.text, 5, lambda: f"the help closes:\n{screen.text}")
    screen.press("1")
    screen.press("/")
    screen.type("work")
    screen.press("Enter")
    screen.until(r">\s*worker\b")
