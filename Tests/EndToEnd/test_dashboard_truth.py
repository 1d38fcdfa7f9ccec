"""What the dashboard says is so, and its keys act on what it shows."""

import re

import pytest

import noise
from sandbox import holds, until
from screen import Screen


@pytest.fixture(scope="module")
def shop(shop):
    """The shop with services that can be looked at, and one that does not end when it is asked to."""
    shop.add("services", mule=noise.MULE, ticker=noise.QUICK_TICKER, ledger=noise.LEDGER)
    return shop


def newest_job(shop):
    return shop.status()["jobs"][0]


def changed(before, now):
    """Names of the containers that are not as they were."""
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def log_lines(screen, pattern):
    """Lines of the log that are to be seen."""
    return re.findall(pattern, screen.text)


def clock(screen, job):
    """What the row of a job says of the time it has taken."""
    return re.search(rf"#{job['id']} .*?(\d+:\d\d)", screen.until(rf"#{job['id']} .*\d:\d\d"))[1]


def test_the_selection_stays_on_a_name_when_apps_appear_above_it(shop, screen):
    screen.select("1", "api")
    shop.add("apps", aardvark=noise.APP, abacus=noise.APP)
    text = screen.until(r"\babacus\b.*\bup\b")
    assert text.index("aardvark") < text.index("abacus") < text.index("api  ")
    assert screen.selected == "api"
    before = shop.containers()
    screen.press("r")
    screen.until(r">\s*api\s+(restarting|stopping)\b")
    shop.until_idle()
    assert changed(before, shop.containers()) == {"dusty_api_1"}
    screen.until(r">\s*api\s+up\b")
    shop.remove("aardvark", "abacus")
    # What happened to it is still to be seen.
    screen.until_gone(r"^\W*aardvark")
    assert screen.selected == "api"


def test_a_row_whose_container_ignores_term_says_that_it_restarts_until_it_was_killed(shop, screen):
    screen.select("2", "mule")
    screen.press("r")
    screen.until(r">\s*mule\s+(restarting|stopping)\b")
    job = newest_job(shop)
    text = screen.until(rf"#{job['id']} restart mule\s+\[\d/\d\] ")
    assert not re.search(r"mule\s+up\b", text), text
    first = clock(screen, job)
    until(lambda: clock(screen, job) != first, 8, "its clock goes on")
    screen.until(r">\s*mule\s+stopping [2-9]s")
    screen.press("?")
    screen.until("Esc closes")
    screen.press("Escape")
    screen.until_gone("Esc closes")
    assert re.search(r">\s*mule\s+(restarting|stopping)\b", screen.text), screen.text
    screen.until(rf"#{job['id']} restart mule\s+done\b", seconds=20)
    screen.until(r">\s*mule\s+up\b")
    screen.until("stopped: exited 137")


def test_x_in_jobs_cancels_a_restart_that_takes_long(shop, screen):
    screen.select("2", "mule")
    screen.press("r")
    screen.until(r"mule\s+(restarting|stopping)\b")
    job = newest_job(shop)
    screen.press("5")
    screen.press("x")
    screen.until(rf"#{job['id']} restart mule\s+cancelled")
    screen.until(r"restart mule was cancelled")


def test_a_cancelled_restart_does_not_happen_behind_a_row_that_says_up(shop, screen):
    shop.until_state("mule", "up")
    screen.select("2", "mule")
    screen.press("r")
    screen.until(r"mule\s+(restarting|stopping)\b")
    screen.press("5")
    screen.press("x")
    screen.until("restart mule was cancelled")
    # Whatever becomes of the container, `up` must not be said of one that is about to be killed.
    screen.until(r"mule\s+up\b", seconds=20)
    said = shop.containers()["dusty_mule_1"]
    holds(lambda: shop.containers()["dusty_mule_1"] == said, 12, "it stays what was said to be up")


def test_a_job_outlives_a_killed_dashboard_and_the_next_one_shows_it_to_its_end(shop, screen):
    screen.select("2", "mule")
    screen.press("R")
    screen.until(r"Rebuild mule\?")
    screen.press("y")
    screen.until(r"rebuild mule\s+\[\d/\d\] ")
    job = newest_job(shop)
    shop.sandbox.run("pkill", "-KILL", "-x", "dusty")
    second = Screen(shop.sandbox, name="second")
    second.until(rf"#{job['id']} rebuild mule\s+\[\d/\d\] ")
    second.press("5")
    second.until(rf"[─━] job {job['id']} rebuild mule [─━]")
    # The screens of a slow host: the first step may still be running when the pane is there.
    second.until(r"(?s)\bok +1\. .*\brunning +\d\. ")
    second.until(rf"#{job['id']} rebuild mule\s+done\b", seconds=60)
    assert not re.search(r"running +\d\. ", second.text), second.text
    second.close()


def test_what_one_dashboard_does_another_shows(shop, screen):
    second = Screen(shop.sandbox, name="second")
    second.until(r"mule\s+up\b")
    screen.select("2", "mule")
    screen.press("r")
    second.until(r"mule\s+(restarting|stopping)\b")
    job = newest_job(shop)
    second.until(rf"#{job['id']} restart mule\s+\[\d/\d\] ")
    second.press("5")
    second.press("x")
    screen.until(rf"#{job['id']} restart mule\s+cancelled")
    second.close()


def test_a_log_is_there_after_one_went_to_the_next_row_and_back(shop, screen):
    screen.select("2", "ledger")
    screen.until("entry 199 ")
    for _ in range(5):
        screen.press("j", "k")
        assert screen.selected == "ledger"
        screen.until("entry 199 ")


def test_a_paused_log_holds_its_place_while_lines_arrive(shop, screen):
    screen.select("2", "ticker")
    screen.until(r"tick \d+")
    screen.press("0")
    until(lambda: len(log_lines(screen, r"tick \d+")) > 30, 30, "the log is longer than its pane")
    screen.press("k")
    screen.until("PAUSED")
    held = log_lines(screen, r"tick \d+")
    screen.until(r"PAUSED \+1\d")
    assert log_lines(screen, r"tick \d+") == held
    screen.press("G")
    screen.until("FOLLOW")
    newest = int(held[-1].split()[1])
    until(lambda: int(log_lines(screen, r"tick \d+")[-1].split()[1]) > newest + 10, 15, "the newest line is shown")


def test_finding_in_a_log_counts_and_moves_between_matches(shop, screen):
    screen.select("2", "ledger")
    screen.until(r"entry 199\b")
    screen.press("0", "/")
    screen.type("red")
    screen.until(r"match \d+ of 29\b")
    screen.press("Enter")
    screen.until(r"/red 29 of 29\b")
    assert "entry 196 red" in screen.text
    screen.press("N")
    screen.until(r"/red 28 of 29\b")
    for _ in range(10):
        screen.press("N")
    text = screen.until(r"/red 18 of 29\b")
    assert "entry 119 red" in text, text
    screen.press("n")
    screen.until(r"/red 19 of 29\b")


def test_a_filter_leaves_matching_lines_or_the_others(shop, screen):
    screen.select("2", "ledger")
    screen.until(r"entry 199\b")
    screen.press("0", "&")
    screen.type("red")
    screen.press("Enter")
    screen.until(r"&red 29\b")
    screen.until_gone("blue")
    until(lambda: len(log_lines(screen, r"entry \d+ red")) == 29, 15, "all that match are there")
    screen.press("&", "C-u")
    screen.type("!red")
    screen.press("Enter")
    # A start of the container counts as a line that is not red.
    screen.until(r"&!red 17[12]\b")
    screen.until_gone(r"entry \d+ red")
    screen.until("entry 199 blue")
    screen.press("Escape")
    screen.until(r"entry 196 red")


def test_ctrl_s_writes_the_log_to_a_file(shop, screen):
    screen.select("2", "ledger")
    screen.until(r"entry 199\b")
    screen.press("0", "C-s")
    screen.until("write the log to ledger-")
    screen.press("C-u")
    screen.type("/run/ledger.log")
    screen.press("Enter")
    screen.until(r"Wrote 2\d\d lines, .*, to /run/ledger\.log")
    written = shop.sandbox.read("/run/ledger.log").decode().splitlines()
    assert [line.split(" ", 1)[1] for line in written if " entry " in line] == noise.LEDGER_LINES
    screen.press("C-s", "C-u")
    screen.type("/run/ledger.log")
    screen.press("Enter")
    screen.until(r"(?i)/run/ledger\.log cannot be made: file exists")


def test_a_command_is_found_by_some_of_its_letters_and_takes_a_name(shop, screen):
    before = shop.containers()
    screen.press(":")
    screen.type("rst worker")
    screen.until(r"> restart \[NAME\.\.\.\]")
    screen.press("Enter")
    screen.until(r"\bworker\s+(restarting|stopping)\b")
    shop.until_idle()
    assert changed(before, shop.containers()) == {"dusty_worker_1"}


def test_a_name_or_command_that_there_is_not_is_refused(shop, screen):
    newest = newest_job(shop)["id"]
    screen.press(":")
    screen.type("restart workr")
    screen.press("Enter")
    screen.until(r"`workr` is not known\. Did you mean `worker`\?")
    screen.press(":")
    screen.type("frobnicate")
    screen.until("No command fits")
    screen.press("Enter")
    screen.until(r"There is no command `frobnicate`")
    assert newest_job(shop)["id"] == newest


def test_rows_are_stale_under_a_banner_while_the_engine_is_gone_and_recover_after_it_is_back(shop, screen):
    screen.select("1", "web")
    shop.sandbox.kill_engine()
    screen.until(r"engine: no answer", seconds=10)
    text = screen.until(r"\bapi\s+stale \d")
    for name in ("api", "web", "worker", "postgres", "redis"):
        assert re.search(rf"\b{name}\s+stale \d", text), text
    assert re.search(r"engine:down", text.splitlines()[0]), text
    # No window is in the way, and keys do what they do.
    screen.press("j")
    assert screen.selected == "worker"
    shop.sandbox.start_engine()
    try:
        screen.until_gone(r"stale \d|engine: no answer|engine:down")
        assert screen.selected == "worker"
    finally:
        screen.press("u")
        shop.until_front(seconds=90)
    screen.until(r"\bapi\s+up\b")


def test_a_daemon_that_hangs_is_found_within_two_seconds_and_nothing_is_asked_of_it(shop, screen):
    screen.select("1", "web")
    newest = newest_job(shop)["id"]
    shop.sandbox.run("pkill", "-STOP", "-x", "dustyd")
    try:
        text = screen.until(r"\bweb\s+stale \d+s, up\b", seconds=3)
        assert "daemon: no answer" in text, text
        waiting = shop.sandbox.start("dusty", "status", stdout=-1, stderr=-1)
        screen.press("r", "r", "r")
        screen.until("The daemon does not answer, so nothing can be asked of it now")
        assert waiting.stderr.readline() == "the daemon does not answer yet; waiting for it\n"
    finally:
        shop.sandbox.run("pkill", "-CONT", "-x", "dustyd")
    assert "web" in waiting.communicate(timeout=20)[0]
    screen.until_gone(r"stale \d|no answer", seconds=5)
    assert newest_job(shop)["id"] == newest


def test_a_paused_container_is_let_go_on_by_p(shop, screen):
    screen.select("1", "web")
    shop.sandbox.run("docker", "pause", "dusty_web_1")
    screen.until(r">\s*web\s+paused\b", seconds=2)
    screen.until(r"p unpause")
    screen.press("p")
    screen.until(r">\s*web\s+up\b")
    screen.until(r"unpause web\s+done\b")
    screen.press("p")
    screen.until(r">\s*web\s+paused\b")
    screen.until(r" pause web\s+done\b")
    screen.press("r")
    screen.until(r">\s*web\s+up\b", seconds=30)


def test_a_crash_loop_is_a_failure_with_its_count_and_exit_code(shop, screen):
    shop.publish({"services/flap.yml": noise.FLAP, "bundles/flap.yml": "description: flap\nservices: [flap]\n"})
    shop.dusty("up")
    shop.dusty("bundles", "activate", "flap")
    shop.dusty("up", check=False)
    try:
        screen.select("2", "flap")
        text = screen.until(r"!>\s*flap\s+x\d+ exit 3\b", seconds=30)
        assert re.search(r"! \d+ failed \(W\)", text.splitlines()[0]), text
        holds(lambda: re.search(r"!>?\s*flap\s+x\d+ exit 3\b", screen.text), 4, "the row does not flip")
        assert re.search(r"^! +flap +service +x\d+ exit 3", shop.dusty("status").stdout, re.MULTILINE)
    finally:
        shop.remove("flap")


def test_a_container_that_is_cut_off_from_its_network_says_so_and_up_connects_it(shop, screen):
    screen.select("1", "web")
    assert shop.dusty("plan").stdout.count("connect") == 0
    shop.sandbox.run("docker", "network", "disconnect", "-f", "dusty_default", "dusty_web_1")
    screen.until(r"!>\s*web\s+no network\b", seconds=5)
    assert "connect web with the stack's network" in shop.dusty("plan").stdout
    before = shop.containers()
    screen.press("u")
    screen.until(r">\s*web\s+up\b", seconds=30)
    shop.until_idle()
    shop.until_front()
    assert changed(before, shop.containers()) == set()


def test_the_row_of_a_removed_container_offers_what_works(shop, screen):
    screen.select("2", "ledger")
    shop.sandbox.run("docker", "rm", "-f", "dusty_ledger_1")
    screen.until(r">\s*ledger\s+missing\b", seconds=5)
    newest = newest_job(shop)["id"]
    screen.press("s")
    screen.until(r"ledger: no container yet\. R makes one, u all that are missing\.")
    assert newest_job(shop)["id"] == newest
    screen.press("R")
    screen.until(r"Rebuild ledger\?")
    screen.press("y")
    screen.until(r">\s*ledger\s+up\b", seconds=60)
    shop.until_idle()


def test_what_is_copied_inside_tmux_is_in_its_buffer_and_the_way_is_named(shop, screen):
    screen.select("1", "web")
    screen.press("y")
    screen.until(r"Copied to tmux .*: web$")
    assert "web" in screen.clipboard


def test_a_key_that_is_held_on_a_busy_row_queues_nothing(shop, screen):
    screen.select("2", "mule")
    newest = newest_job(shop)["id"]
    screen.press(*"rrrrrrrr")
    screen.until(r"mule\s+(restarting|stopping)\b")
    screen.press("r")
    screen.until(r"mule is already restarting \(job \d+, \d:\d\d\)\. r again within 3 s queues one more, x cancels\.")
    assert newest_job(shop)["id"] == newest + 1
    screen.press("x")
    screen.until("restart mule was cancelled")
    # Alt and a letter is not the letter.
    screen.press("M-r")
    screen.settle()
    shop.until_idle()
    assert newest_job(shop)["id"] == newest + 1


def test_a_variable_that_is_set_elsewhere_is_seen_at_once_and_marked_until_it_is_applied(shop, screen):
    screen.select("1", "web")
    screen.until(r">\s+web\s+up\b")
    screen.press("0", "]", "]")
    screen.until(r"\[env\]")
    shop.dusty("env", "set", "web", "SEEN_AT_ONCE=yes")
    screen.until(r"\*SEEN_AT_ONCE\s+yes", seconds=3)
    screen.until(r"\+> web\s+up\b", seconds=3)
    screen.press("u")
    shop.until_idle()
    screen.until(r">\s+web\s+up\b", seconds=30)
    shop.dusty("env", "unset", "web", "SEEN_AT_ONCE")
    shop.dusty("up")
    screen.until_gone("SEEN_AT_ONCE")
