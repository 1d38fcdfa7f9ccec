"""What `watch` rules of apps and libs do when code changes while the stack is up."""

import json

import pytest
from sandbox import holds, until
from test_follow import until_follows

APP = """
repo: {repos}/watched
mount: /watched
image: python:3.11
depends: {{libs: [watchedlib]}}
watch:
  - {{paths: [notes/], action: nothing}}
  - {{paths: ["*.tmpl"], action: exec, command: ["cat page.tmpl > /tmp/page.txt", "echo rendered"]}}
  - {{paths: [bad.txt], action: exec, command: ["echo it is broken", "exit 3"]}}
  - {{paths: ["*.conf"], action: signal}}
  - {{paths: ["*.py"], action: restart}}
commands:
  always:
    - exec python3 /watched/main.py
"""
PROGRAM = """
import signal, time
signal.signal(signal.SIGHUP, lambda *_: open("/tmp/heard", "a").write("heard\\n"))
while True: time.sleep(0.1)
"""
LIB = """
repo: {repos}/watchedlib
mount: /watchedlib
watch:
  - {{paths: ["*.py"], action: restart}}
  - {{paths: [made.txt], action: exec, command: ["pwd > /tmp/where"]}}
"""


@pytest.fixture(scope="module")
def work(shop):
    """The working copies of an app with rules and of a lib with rules."""
    repos = shop.directory / "origins"
    places = {}
    for name in ("watched", "watchedlib"):
        shop.make_repo(name, {"page.tmpl": "first\n", "main.py": PROGRAM, "a.conf": "1\n"})
    shop.publish({"libs/watchedlib.yml": LIB.format(repos=repos)})
    shop.add("apps", watched=APP.format(repos=repos))
    for name in ("watched", "watchedlib"):
        places[name] = shop.directory / "work" / name
        shop.sandbox.run("git", "clone", "-q", repos / name, places[name])
        shop.dusty("repos", "override", f"{repos}/{name}", places[name])
    shop.dusty("up")
    for name in places: until_follows(shop, name)
    return places


def inside(shop, *command):
    return shop.sandbox.run("docker", "exec", "dusty_watched_1", *command, check=False).stdout


def newest(shop):
    return json.loads(shop.sandbox.text("dusty", "jobs", "--json"))[0]


def last_change(shop):
    repo = next(repo for repo in shop.status()["sync"] if repo["short_name"] == "watched")
    return repo["follow"].get("last_change")


def row(shop):
    return next(app for app in shop.status()["apps"] if app["name"] == "watched")


def started(shop):
    return shop.sandbox.text("docker", "inspect", "-f", "{{.State.StartedAt}}", "dusty_watched_1")


def test_commands_run_inside_when_a_file_changes_that_a_rule_names(shop, work):
    before = started(shop)
    (work["watched"] / "page.tmpl").write_text("second\n")
    until(lambda: inside(shop, "cat", "/tmp/page.txt") == "second\n", 20, "the template is rendered")
    job = until(lambda: (job := newest(shop))["kind"] == "watch" and job["state"] == "succeeded" and job, 20, "the job ends")
    assert job["names"] == ["watched"] and job["user"] == "a watch rule"
    assert "rendered" in shop.sandbox.text("dusty", "jobs", job["id"])
    assert started(shop) == before and not row(shop).get("older_code")
    until(lambda: last_change(shop) == {"path": "page.tmpl", "files": 1, "led_to": ["exec watched"]}, 20,
          lambda: f"it is said what that led to; now {last_change(shop)}")
    assert "page.tmpl -> exec watched" in shop.dusty("status").stdout


def test_a_signal_reaches_the_program(shop, work):
    (work["watched"] / "a.conf").write_text("2\n")
    before = started(shop)
    until(lambda: "heard" in inside(shop, "cat", "/tmp/heard"), 20, "the program hears the signal")
    assert started(shop) == before


def test_many_changes_at_once_restart_once(shop, work):
    last, before = newest(shop)["id"], started(shop)
    for number in range(40):
        (work["watched"] / f"module{number}.py").write_text("2\n")
    (work["watchedlib"] / "main.py").write_text("2\n")
    until(lambda: started(shop) != before, 30, "it is restarted")
    shop.until_idle()
    jobs = [job for job in json.loads(shop.sandbox.text("dusty", "jobs", "--json")) if job["id"] > last]
    # The lib's own rule may have been just too late for the first.
    assert {job["kind"] for job in jobs} == {"restart"} and len(jobs) <= 2, jobs
    assert not row(shop).get("older_code")


def test_what_no_rule_wants_is_only_copied(shop, work):
    last, before = newest(shop)["id"], started(shop)
    (work["watched"] / "notes").mkdir()
    (work["watched"] / "notes" / "x.py").write_text("1\n")
    (work["watched"] / "other.txt").write_text("1\n")
    shop.dusty("wait", "--synced")
    assert inside(shop, "ls", "/watched/notes", "/watched/other.txt").split() == ["/watched/other.txt", "/watched/notes:", "x.py"]
    holds(lambda: newest(shop)["id"] == last and started(shop) == before, 2, "nothing is done")
    assert not row(shop).get("older_code")
    assert last_change(shop)["led_to"] == []
    shop.dusty("up")
    assert started(shop) == before, "rules have seen it, so `up` leaves the app alone"


def test_a_rule_of_a_lib_works_in_the_apps_that_have_it_where_the_lib_is(shop, work):
    (work["watchedlib"] / "made.txt").write_text("1\n")
    until(lambda: inside(shop, "cat", "/tmp/where") == "/watchedlib\n", 20, "the lib's command ran")


def test_a_command_that_fails_is_a_failed_job_and_nothing_else(shop, work):
    before = started(shop)
    (work["watched"] / "bad.txt").write_text("1\n")
    job = until(lambda: (job := newest(shop))["kind"] == "watch" and job["state"] == "failed" and job, 20, "the job fails")
    assert "exit code 3" in job["error"]["message"]
    assert "it is broken" in shop.dusty("jobs", job["id"], check=False).stdout
    assert started(shop) == before
