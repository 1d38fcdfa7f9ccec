"""Logs in the dashboard: all of them, to the first line, and those of jobs."""

import re

import pytest

import noise
from sandbox import until

TALKER = noise.python("""
import sys, time
for number in range(9000):
    print(f"/items/{number} served", file=sys.stderr if number % 100 == 0 else sys.stdout)
time.sleep(1e6)
""")

RUNNER = """
image: python:3.11
init: true
command: ["sh", "-c", "echo one more run; exec sleep 1000000"]
"""

TESTED = """
image: python:3.11
commands: {always: ["exec sleep 1000000"]}
compose: {init: true}
test:
  suites:
    - {name: long, command: ["for n in $(seq 3000); do echo checked $n; done"]}
    - {name: short, command: ["echo short"]}
"""


@pytest.fixture(scope="module")
def shop(shop):
    shop.add("services", talker=TALKER, runner=RUNNER, history=noise.HISTORY)
    shop.add("apps", tested=TESTED)
    return shop


def open_log(screen, pane, name):
    screen.select(pane, name)
    screen.press("0")
    screen.settle()


def test_find_reaches_what_was_written_before_the_loaded_lines(shop, screen):
    open_log(screen, "2", "talker")
    screen.until("/items/8999 served")
    screen.type("/~/items/5 ")
    screen.until(r"no match in the last 2,00\d; Enter looks further back")
    screen.press("Enter")
    text = screen.until(r"/items/5 served")
    assert "/items/8999" not in text
    screen.press("Escape")
    screen.press("G")
    screen.until("/items/8999 served")


def test_a_filter_shows_matches_of_the_whole_log(shop, screen):
    open_log(screen, "2", "talker")
    screen.until("/items/8999 served")
    screen.type("&items/77 ")
    screen.press("Enter")
    screen.until(r"/items/77 served")


def test_the_first_of_half_a_million_lines_is_one_key_away(shop, screen):
    open_log(screen, "2", "history")
    screen.until("0000499999", seconds=60)
    screen.press("g")
    screen.until("0000000000")
    screen.press("G")
    screen.until("0000499999")


def test_what_is_nowhere_in_the_log_is_said_after_all_of_it_was_looked_through(shop, screen):
    open_log(screen, "2", "talker")
    screen.until("/items/8999 served")
    screen.type("/no such line")
    screen.press("Enter")
    screen.until(r"1?\d,\d{3} lines were looked through, to the first", seconds=60)
    screen.until("/items/8999 served")


def test_the_whole_log_is_saved(shop, screen):
    open_log(screen, "2", "talker")
    screen.until("/items/8999 served")
    screen.press("C-s")
    screen.until("write the log to")
    screen.press("C-u")
    screen.type("/tmp/talker.log")
    screen.press("Enter")
    screen.until("Wrote 9,000 lines")
    shop.sandbox.run("rm", "/tmp/talker.log")


def test_runs_are_separate_though_no_dashboard_watched_them(shop, screen):
    shop.until_state("runner", "up")
    for _ in range(2):
        shop.sandbox.run("docker", "kill", "dusty_runner_1")
        until(lambda: shop.row("runner")["state"].startswith("exited"), 10, "it has ended")
        shop.sandbox.run("docker", "start", "dusty_runner_1")
        shop.until_state("runner", "up")
    open_log(screen, "2", "runner")
    end = "one more run.*runner stopped: exited 137.*"
    screen.until(f"(?s){end}{end}one more run")


def test_standard_error_is_marked_and_lines_go_through_a_pipe(shop, screen):
    open_log(screen, "2", "talker")
    screen.type("&~items/8[89]00 ")
    screen.press("Enter")
    screen.until(r"!\d\d:\d\d:\d\d\.\d{3} /items/8900 served")
    screen.press("|")
    screen.press("C-u")
    screen.type("grep -c served")
    screen.press("Enter")
    screen.until(r"^2$")
    screen.until("Press Enter to go back")
    screen.press("Enter")
    screen.until("items/8900 served")


def test_other_tabs_leave_the_log_alone_and_say_so(shop, screen):
    open_log(screen, "2", "talker")
    screen.press("]")
    screen.until(r"\[stats\]")
    screen.press("w")
    screen.until("stats is shown")
    screen.press("[")
    screen.until("/items/8999 served")


def test_the_output_of_a_job_is_whole_and_a_log(shop, screen):
    shop.dusty("test", "tested", "long")
    shop.dusty("test", "tested", "short")
    jobs = [job for job in shop.status()["jobs"] if job["kind"] == "test"]
    job = next(job for job in jobs if job["suite"] == "long")
    screen.press("5")
    screen.until(r"test tested long")
    screen.until(r"test tested short")
    output = shop.dusty("jobs", str(job["id"]), "--output").stdout
    assert [f"checked {number}" for number in range(1, 3001)] == re.findall(r"checked \d+", output)
    row = next(number for number, found in enumerate(shop.status()["jobs"]) if found["id"] == job["id"])
    screen.press("g", *["j"] * row)
    screen.until(rf"job {job['id']} test tested long")
    screen.press("Enter")
    screen.until("checked 3000")
    screen.type("/checked 17 ")
    screen.press("BSpace", "Enter")
    screen.type(":filter ~checked 17$")
    screen.press("Enter")
    screen.until(r"checked 17$")
    screen.type(":filter")
    screen.press("Enter")
    screen.press("g")
    screen.until(r"1\. update repos")
    screen.until(r"checked \d+$")
    assert shop.sandbox.text("stat", "-c", "%a %U", shop.sandbox.directory / "state" / "jobs").strip() == "700 root"
