"""What one does from the dashboard besides looking: shells, scripts, tests, settings, recordings."""

import json
import re
import shutil
import subprocess

import pytest

from sandbox import until
from screen import Screen


@pytest.fixture(scope="module")
def scripted(shop):
    """The shop whose worker has a script and an asset that it needs not."""
    spec = shop.sandbox.text("git", "-C", shop.directory / "origins" / "specs", "show", "HEAD:apps/worker.yml")
    more = """
scripts:
  - name: greet
    description: Say hello
    command:
      - echo "hello $1, from $(hostname)"
  - name: slow
    description: Counts and fails
    command:
      - for i in 1 2 3; do echo "count $i"; sleep 1; done; echo bad >&2; exit 3
  - name: ask
    description: Asks for a word
    command:
      - read -r word; echo "the word is $word"; sleep 600
assets:
  - name: motto
    path: /motto
    required: false
"""
    shop.publish({"apps/worker.yml": spec + more})
    shop.dusty("up")
    yield shop
    shop.withdraw()
    shop.dusty("up")


def test_a_shell_takes_the_screen_and_gives_it_back_whole(shop, screen):
    screen.select("1", "api")
    before = screen.until(r"\bapi\b.*\bup\b")
    screen.press("e")
    screen.until(r"^# *$|\$ *$")
    screen.type("echo $((6*7)) in $(cat /etc/hostname)\n")
    screen.until(rf"^42 in {shop.inside('api', 'cat', '/etc/hostname').stdout.strip()}")
    assert screen.fact("alternate_on") == "0"
    screen.press("C-c")
    # Some shells throw away what was typed before they have taken it.
    screen.until(r"\^C\n.*[#$] *$")
    screen.type("exit\n")
    text = screen.until(r"\bapi\b.*\bup\b")
    assert screen.fact("alternate_on") == "1"
    assert text.splitlines()[1][:40] == before.splitlines()[1][:40]
    assert screen.selected == "api"
    screen.press("e")
    screen.until(r"^# *$|\$ *$")
    screen.resize(100, 30)
    screen.type("exit\n")
    until(lambda: len(screen.text.splitlines()) == 30 and "Apps" in screen.text, 5, lambda: screen.text)


def test_a_dashboard_in_the_background_of_its_own_shell_can_be_stopped(shop, screen):
    screen.select("1", "api")
    screen.press("e")
    screen.until(r"^# *$|\$ *$")
    screen.type("exit\n")
    screen.until(r"\bapi\b.*\bup\b")
    screen.press("C-z")
    screen.until_restored()
    screen.type("fg\n")
    screen.until(r"\bapi\b.*\bup\b")


def test_a_script_is_a_job_with_its_output_and_beside_other_jobs(scripted, screen):
    screen.select("1", "worker")
    screen.press("c")
    screen.until(r"greet +Say hello")
    screen.press("g", "j")
    screen.until(r"> *greet")
    screen.press("Enter")
    screen.until(r"^ greet _")
    screen.type("'two words'")
    screen.press("Enter")
    screen.until(r"#\d+ script worker g\S* +done")
    screen.until(r"hello two words, from ")
    # One that takes long can be seen at work, and holds nothing up.
    screen.press("1", ":")
    screen.type("run slow\n")
    screen.until(r"#\d+ script worker s\S*")
    screen.until(r"count 1")
    assert "count 3" not in screen.text
    scripted.dusty("restart", "web")
    screen.until(r"#\d+ script worker s\S* +failed", seconds=30)
    text = screen.until(r"the script slow of worker ended with exit code 3")
    # What it wrote on its standard error is marked, and nothing else is.
    screen.until(r"^.*│!\S* bad\b")
    assert not re.search(r"│!\S* count", text), text
    output = scripted.sandbox.text("sh", "-c", "dusty jobs --json").strip()
    number = next(job["id"] for job in json.loads(output) if job.get("suite") == "slow")
    assert "count 3" in scripted.sandbox.text("dusty", "jobs", str(number), "--output")


def test_a_script_that_asks_has_the_terminal(scripted, screen):
    screen.select("1", "worker")
    screen.press("c")
    screen.until(r"greet +Say hello")
    screen.press("g")
    screen.until(r"> *ask")
    screen.press("t")
    screen.until(r"^ ask _")
    screen.press("Enter")
    screen.type("heron\n")
    screen.until(r"^the word is heron")
    screen.press("C-c")
    screen.until(r"Press Enter to go back")
    screen.press("Enter")
    screen.until(r"\bworker\b.*\bup\b")


def test_a_script_that_is_cancelled_ends_in_its_container(scripted, screen):
    screen.select("1", "worker")
    screen.press(":")
    screen.type("run ask\n")
    screen.until(r"the word is *$")
    sleeping = lambda: "sleep 600" in scripted.inside("worker", "ps", "-o", "args").stdout
    assert sleeping()
    screen.press("x")
    screen.until(r"#\d+ script worker a\S* +cancelled")
    until(lambda: not sleeping(), 10, "it has ended")


def test_a_test_suite_is_a_job_with_its_output_and_result(shop, screen):
    screen.select("1", "api")
    screen.press("T")
    screen.until(r"unit +")
    screen.press("G", "Enter")
    screen.until(r"^ test api unit _")
    screen.press("Enter")
    screen.until(r"#\d+ test api unit +done", seconds=120)
    screen.until(r"unit passed")
    screen.until(r"Ran \d+ tests")


def test_a_variable_is_edited_in_place_and_a_secret_stays_hidden(shop, screen):
    screen.select("1", "api")
    screen.press("0", "]", "]")
    text = screen.until(r"DATABASE_PASSWORD +\*{8}")
    assert "chalk-and-cheese" not in text
    screen.press("a")
    screen.until(r"^ variable of api, NAME=value: _")
    screen.type("SHOP_MOTTO=two $words 'quoted'")
    screen.press("Enter")
    screen.until(r"\*SHOP_MOTTO +two \$words 'quoted'")
    variables = {v["name"]: v["value"] for app in json.loads(shop.sandbox.text("dusty", "env", "list", "--json"))
                 if app["name"] == "api" for v in app["variables"]}
    assert variables["SHOP_MOTTO"] == "two $words 'quoted'"
    screen.press("G", "x")
    screen.until_gone(r"SHOP_MOTTO +two")
    screen.press("g", "Enter")
    screen.until(r"DATABASE_PASSWORD +chalk-and-cheese")


def test_the_spec_is_shown_with_what_it_is_compiled_to_and_without_secrets(shop, screen):
    screen.select("1", "api")
    screen.press("0", "[", "[", "[")
    screen.until(r"apps/api\.yml")
    screen.press("z", "G")
    text = screen.until(r"dusty\.service: api")
    assert "chalk-and-cheese" not in text


def test_an_asset_is_edited_with_the_persons_editor(scripted):
    editor = scripted.sandbox.directory / "editor"
    editor.write_text('#!/bin/sh\necho carpe diem >> "$1"\n')
    editor.chmod(0o755)
    screen = Screen(scripted.sandbox, command=f"EDITOR={editor} dusty")
    screen.until(r"\bapi\b.*\bup\b")
    screen.press("A")
    screen.until(r"motto +not set")
    editor.write_text('#!/bin/sh\necho carpe noctem >> "$1"; exit 1\n')
    screen.press("e")
    screen.until(r"the editor failed, so nothing was changed")
    assert re.search(r"motto +not set", screen.text), screen.text
    editor.write_text('#!/bin/sh\necho carpe diem >> "$1"\n')
    screen.press("e")
    screen.until(r"motto +set \d+s ago")
    assert scripted.dusty("assets", "read", "motto").stdout == "carpe diem\n"
    screen.press("x")
    screen.until(r"Forget the asset motto\?")
    screen.press("y")
    until(lambda: "carpe" not in scripted.dusty("assets", "read", "motto", check=False).stdout, 5, "the asset is gone")
    screen.close()


def test_a_repo_is_taken_from_a_directory_and_given_back(shop, screen):
    clone = shop.sandbox.directory / "web-of-mine"
    shop.sandbox.run("git", "clone", "-q", shop.directory / "origins" / "shop-web", clone)
    screen.press("3", "/")
    screen.type("shop-web")
    screen.press("Enter", "Enter")
    screen.until(r"> shop-web +managed")
    screen.press("Enter")
    screen.until(r"^ directory of shop-web: _")
    screen.type(str(clone))
    screen.press("Enter")
    screen.until(r"> shop-web +override.*web-of-mine")
    screen.press("x")
    screen.until(r"> shop-web +managed")
    screen.press("Escape")


def copy_of(shop, repo):
    """The machine's copy of a repo."""
    return next((shop.machine / "dusty_repos").rglob(repo))


def test_a_sync_that_deletes_much_asks_first_and_no_leaves_everything(shop, screen):
    # Of what was copied only that is deleted which is gone from the repo; followed, it would be gone without a command.
    shop.dusty("config", "set", "follow", "false")
    (shop.api / "extra").mkdir()
    for number in range(150):
        (shop.api / "extra" / str(number)).touch()
    shop.dusty("sync", "api")
    shutil.rmtree(shop.api / "extra")
    extra = copy_of(shop, "shop-api") / "extra"
    preview = json.loads(shop.dusty("sync", "api", "--dry-run", "--json").stdout)
    assert next(repo for repo in preview if repo["short_name"] == "shop-api")["deleted"] == 151, preview
    assert extra.exists()
    screen.select("1", "api")
    screen.press("S")
    screen.until(r"Delete \d+ files or directories on the machine\?")
    screen.until(r"\d+ from shop-api")
    screen.press("n")
    screen.until_gone("on the machine?")
    assert len(list(extra.iterdir())) == 150
    screen.press("S")
    screen.until(r"Delete \d+ files or directories on the machine\?")
    screen.press("y")
    until(lambda: not extra.exists(), 10, "the copy is that of the source again")
    shop.dusty("config", "unset", "follow")


def test_a_dashboard_that_only_looks_changes_nothing(shop):
    screen = Screen(shop.sandbox, command="dusty --read-only")
    screen.until(r"\bapi\b.*\bup\b")
    before = shop.containers()
    for key in ("r", "u", "D", "S"):
        screen.press(key)
        screen.until(r"only looks")
    assert shop.containers() == before
    screen.close()


def test_what_was_recorded_is_shown_again_without_a_daemon(shop):
    file = shop.sandbox.directory / "seen.jsonl"
    screen = Screen(shop.sandbox, command=f"dusty --record {file}")
    screen.until(r"\bapi\b.*\bup\b")
    screen.until(r"api: listening|GET /")
    screen.press("q")
    screen.until_restored()
    assert file.stat().st_mode & 0o777 == 0o600
    screen.type(f"clear; DUSTY_SOCKET_PATH=/nowhere dusty --replay {file}\n")
    screen.until(r"\bapi\b.*\bup\b")
    screen.until(r"api: listening|GET /")
    screen.press("r")
    screen.until(r"This is a recording")
    screen.press("q")
    screen.until_restored()
    screen.close()


def test_without_a_screen_the_same_is_printed(shop):
    assert re.search(r"\bapi\b +app +up\b", shop.dusty("top", "--once").stdout)
    assert json.loads(shop.dusty("top", "--once", "--json").stdout)["apps"][0]["name"] == "api"
    process = shop.sandbox.start("dusty", "top", "--plain", stdout=subprocess.PIPE, text=True)
    try:
        lines = iter(process.stdout.readline, "")
        assert any(re.search(r"\d+:\d\d:\d\d api: up", line) for line in lines)
        shop.sandbox.run("docker", "kill", "dusty_worker_1")
        assert any("worker: up to exited 137" in line for line in lines)
        shop.dusty("restart", "worker")
        assert any(re.search(r"job \d+ restart worker: done", line) for line in lines)
    finally:
        process.kill()


def test_keys_and_colours_come_from_a_file_and_its_faults_are_reported_with_their_places(shop):
    file = shop.sandbox.directory / "keys.yml"
    file.write_text("theme: contrast\nkeys:\n  restart: F5\n")
    screen = Screen(shop.sandbox, command=f"DUSTY_DASHBOARD_CONFIG={file} dusty")
    screen.until(r"F5 restart")
    screen.press("r")
    screen.until(r"r does nothing here")
    screen.press("q")
    screen.until_restored()
    file.write_text("theme: pink\nkeys:\n  restart: u\n  fly: x\n")
    screen.type(f"clear; DUSTY_DASHBOARD_CONFIG={file} dusty; echo code $?\n")
    text = screen.until(r"^code 64")
    for place in (r"keys\.yml:1:8: error: theme", r"keys\.yml:3:\d+: error", r"keys\.yml:4:\d+: error"):
        assert re.search(place, text), text
    screen.close()


def test_the_mouse_selects_scrolls_and_can_be_given_back(shop, screen):
    rows = screen.until(r"\bworker\b.*\bup\b").splitlines()
    y = next(i for i, row in enumerate(rows) if re.search(r"\bworker\b.*\bup\b", row)) + 1
    assert screen.fact("mouse_all_flag") == "0"
    assert screen.fact("mouse_standard_flag") == "1"
    screen.type(f"\x1b[<0;8;{y}M\x1b[<0;8;{y}m")
    assert screen.selected == "worker"
    screen.press("M")
    screen.until(r"The mouse is the terminal's")
    assert screen.fact("mouse_standard_flag") == "0"


def test_ascii_sends_nothing_else(shop):
    screen = Screen(shop.sandbox, command="dusty --ascii")
    text = screen.until(r"\bapi\b.*\bup\b")
    assert text.isascii(), text
    screen.close()


def test_disk_says_what_takes_space_and_removes_what_was_listed(shop, screen):
    for name in ("first", "second"):
        shop.sandbox.run("docker", "volume", "create", "--label", "com.docker.compose.project=dusty",
                         "--label", "dusty.stack=default", f"dusty_{name}")
    screen.type(":disk")
    screen.press("Enter")
    text = screen.until(r"volume +dusty_first")
    assert screen.fact("alternate_on") == "1"
    for pattern in (r"container +dusty_api_1 .*\bapi\b", r"network +dusty_default", r"/persist +\S+", r"image +postgres"):
        assert re.search(pattern, text), f"{pattern} in\n{text}"
    def row():
        return re.search(r"^.*>.*$", screen.text, re.MULTILINE)[0]

    while "dusty_first" not in (before := row()):
        screen.press("j")
        until(lambda: row() != before, 5, lambda: f"the selection moves on:\n{screen.text}")
    screen.press("x")
    screen.until(r"Remove 1 thing")
    screen.until(r"volume dusty_first")
    screen.press("y")
    screen.until_gone(r"volume +dusty_first", seconds=30)
    shop.until_idle()
    volumes = shop.sandbox.text("docker", "volume", "ls", "-q")
    assert "dusty_first" not in volumes and "dusty_second" in volumes
    screen.until(r"volume +dusty_second")
    shop.dusty("disk", "cleanup", "--volumes", "--only", "dusty_second", "--yes")
    screen.until_gone(r"volume +dusty_second", seconds=30)
    screen.press("Escape")
    screen.until(r"\bapi\b.*\bup\b")


def test_tabs_say_what_runs_in_a_container_and_what_the_engine_says_of_it(shop, screen):
    screen.select("1", "api")
    screen.type(":show processes")
    screen.press("Enter")
    screen.until(r"PID +PPID +USER")
    screen.until(r"server\.py|python")
    screen.type(":show inspect")
    screen.press("Enter")
    # A long value stands below its key, whole.
    screen.until(r'"Id":')
    screen.until(r'"[0-9a-f]{20}')
    screen.press("/")
    screen.type("RestartPolicy")
    screen.press("Enter")
    text = screen.until(r'"RestartPolicy": \{')
    assert re.search(r"/RestartPolicy 1\b", text), text
    screen.press("Escape")
    screen.type(":show stats")
    screen.press("Enter")
    screen.until(r"network +\S+ in, \S+ out")
    screen.until(r"\d[\d,]* processes")
    screen.type(":show log")
    screen.press("Enter")


def test_one_container_is_removed_and_made_again(shop, screen):
    screen.select("1", "worker")
    screen.press("DC")
    screen.until(r"Remove the container of worker\?")
    screen.press("Enter")
    screen.until_gone(r"Remove the container")
    assert "dusty_worker_1" in shop.containers()
    screen.press("DC")
    screen.until(r"Remove the container of worker\?")
    screen.press("y")
    screen.until(r"\bworker\b.*\bmissing\b", seconds=40)
    assert "dusty_worker_1" not in shop.containers()
    screen.press("u")
    screen.until(r"\bworker\b.*\bup\b", seconds=60)
    shop.until_idle()


def test_the_rows_of_the_last_time_are_there_until_the_daemon_answers(shop, screen):
    screen.until(r"\bapi\b.*\bup\b")
    screen.press("q")
    screen.until_restored()
    rows = f"{shop.sandbox.environment['XDG_STATE_HOME']}/dusty/rows"
    kept = shop.sandbox.text("find", rows, "-name", "*.json", "-printf", "%m %s\n").split()
    assert kept[0] == "600" and 0 < int(kept[1]) < 256 << 10
    shop.sandbox.run("kill", "-KILL", shop.daemon)
    screen.type("clear; dusty\n")
    screen.until(r"\bapi\b.*\bstale \d+\w, up\b", seconds=10)
    shop.sandbox.run("Scripts/daemon", "start")
    screen.until_gone(r"stale \d|no answer", seconds=15)
    screen.until(r"\bapi\b.*\bup\b")
    # A file that makes no sense is as good as none.
    screen.press("q")
    screen.until_restored()
    shop.sandbox.run("sh", "-c", f"for file in {rows}/*.json; do echo '{{' >$file; done")
    screen.type("clear; dusty\n")
    screen.until(r"\bapi\b.*\bup\b")
