"""One scenario for every kind of machine: whatever runs the engine, the same specs behave the same.

DUSTY_TEST_KINDS says which kinds; `make test-vm` is for those that need a virtual machine. The tests build on each other.
"""

import json

import pytest

from machine_kinds import KINDS, wanted
from sandbox import until
from shop import Shop

PAGE = """
image: python:3.11
repo: {repo}
mount: /page
host_forwarding:
  - host_name: page.test
    host_port: 80
    container_port: 9000
commands:
  always:
    - exec python -u -m http.server 9000
compose:
  init: true
  volumes:
    - /persist/page:/data
"""

WATCHER = """
import ctypes, os
libc = ctypes.CDLL(None)
fd = libc.inotify_init()
assert libc.inotify_add_watch(fd, b'/page', 0x80 | 0x8 | 0x100) >= 0
print('watching', flush=True)
while b'index.html' not in os.read(fd, 4096):
    pass
print('seen', flush=True)
"""


class PageStack(Shop):
    """A stack of one app, which serves its repo and keeps data in /persist."""

    def __init__(self, sandbox):
        super().__init__(sandbox)
        self.page = sandbox.directory / "page"
        specs = sandbox.directory / "page-specs"
        for directory, files in (
            (self.page, {"index.html": "first\n"}),
            (specs, {"apps/page.yml": PAGE.format(repo=self.page), "bundles/page.yml": "description: A page\napps: [page]\n"}),
        ):
            for name, text in files.items():
                (directory / name).parent.mkdir(parents=True, exist_ok=True)
                (directory / name).write_text(text)
            self._git("init", "-q", "-b", "main", directory)
            self._git("-C", directory, "add", "-A")
            self._git("-C", directory, "commit", "-q", "-m", "Begin")
        sandbox.run("mkdir", "-p", "/etc/dusty")
        sandbox.run("sh", "-c", "getent group dusty >/dev/null || groupadd --system dusty")
        config = f"specs_repo: {specs}\nowner: root\nrepo_overrides:\n  {self.page}: {self.page}\n"
        sandbox.run("tee", "/etc/dusty/config.yml", input=config)
        sandbox.run("Scripts/daemon", "start")

    def until_page(self, text, seconds=60):
        until(lambda: text in self.get("http://page.test/"), seconds, lambda: self.get("http://page.test/"))


@pytest.fixture(scope="module", params=wanted())
def machine(request, workspace, golden, sandbox_of):
    sandbox = sandbox_of(request.param)
    machine = KINDS[request.param](sandbox, workspace, golden)
    machine.stack = PageStack(sandbox)
    yield machine
    machine.close()


def test_it_becomes_a_machine(machine):
    machine.add()
    machine.stack.dusty("bundles", "activate", "page")
    shown = machine.shown()
    assert shown["in_use"] and shown["status"]["state"] in ("running", "connected"), shown


def test_up_brings_the_stack_up_there_and_it_answers_by_host_name(machine):
    machine.stack.dusty("up", timeout=600)
    machine.stack.until_page("first")
    assert machine.stack.row("page")["state"] == "up"
    here = machine.sandbox.text("docker", "ps", "-q")
    assert bool(here) == (machine.name == "local")


def test_status_shows_how_it_does(machine):
    status = machine.stack.status()["machine"]
    for figure in ("memory_bytes", "disk_total_bytes", "cpu_count", "started_at", "address"):
        assert status[figure], status
    assert abs(status.get("clock_skew_seconds", 0)) < 5, status


def test_an_edit_travels_and_wakes_a_watcher_in_the_container(machine):
    stack = machine.stack
    watcher = stack.sandbox.start("dusty", "shell", "page", "--", "python3", "-uc", WATCHER, stdout=-1)
    assert watcher.stdout.readline().strip() == "watching"
    (stack.page / "index.html").write_text("second\n")
    stack.dusty("sync", timeout=120)
    assert watcher.stdout.readline().strip() == "seen"
    watcher.wait(timeout=60)
    stack.until_page("second")


def test_a_second_up_changes_nothing(machine):
    events = machine.stack.job("up", "--no-pull")
    plan = [event for event in events if "everything is as wanted" in json.dumps(event)]
    assert plan, events


def test_logs_come_from_there(machine):
    assert "GET / HTTP" in machine.stack.dusty("logs", "page").stdout


def test_data_survive_a_stop_and_a_start_of_the_machine(machine):
    stack = machine.stack
    stack.dusty("shell", "page", "--", "sh", "-c", "echo kept >/data/note && chown 1234:2345 /data/note && sync")
    if machine.is_vm:
        stack.dusty("machine", "stop", machine.name, timeout=180)
        assert machine.shown()["status"]["state"] == "stopped"
        assert stack.get("http://page.test/", timeout=3) == ""
    else:
        stack.dusty("stop")
    stack.dusty("up", timeout=600)
    stack.until_page("second")
    assert stack.dusty("shell", "page", "--", "cat", "/data/note").stdout.strip() == "kept"
    assert machine.on_machine(f"stat -c %u:%g:%a {machine.root}/persist/page/note") == "1234:2345:644"


def test_a_backup_comes_back_with_owners_intact(machine):
    stack = machine.stack
    archives = stack.sandbox.directory / "backups"
    archives.mkdir(exist_ok=True)
    report = json.loads(stack.dusty("disk", "backup", archives, "page", "--json", timeout=300).stdout)
    machine.on_machine(f"cd {machine.root}/persist/page; echo lost >note; chown 0:0 note; touch more")
    stack.dusty("disk", "restore", report["file"], "--yes", timeout=300)
    listing = machine.on_machine(f"cd {machine.root}/persist/page; stat -c '%n %u:%g' *; cat note")
    assert listing.split("\n") == ["note 1234:2345", "kept"], listing
    stack.until_page("second")


def test_what_changes_at_the_next_start_is_said(machine):
    if not machine.is_vm:
        pytest.skip("only virtual machines have hardware of Dusty's")
    said = machine.stack.dusty("machine", "set", machine.name, "--memory", "1792M", "--idle-stop", "1").stdout
    assert "when it is started next" in said
    assert "1792 MiB" in machine.stack.dusty("machine", "show", machine.name).stdout


def test_an_idle_machine_stops_by_itself_and_up_starts_it_again(machine):
    if not machine.is_vm:
        pytest.skip("only virtual machines are stopped")
    stack = machine.stack
    stack.dusty("stop", timeout=120)
    until(lambda: machine.shown()["status"]["state"] == "stopped", 180, lambda: machine.shown()["status"])
    events = stack.job("up", "--no-pull")
    assert any("log in" in json.dumps(event) for event in events), "it was started"
    stack.until_page("second")
    total = machine.shown()["status"]["memory_total_bytes"]
    assert 1_600_000_000 < total < 1_900_000_000, total


def test_a_killed_daemon_finds_it_again(machine):
    stack = machine.stack
    stack.sandbox.run("pkill", "-KILL", "-x", "dustyd")
    stack.sandbox.run("Scripts/daemon", "start")
    until(lambda: machine.shown()["status"]["state"] in ("running", "connected"), 60, machine.shown)
    stack.until_page("second")


def test_it_goes_and_leaves_nothing(machine):
    stack = machine.stack
    stack.dusty("down", timeout=180)
    if machine.name == "local":
        return
    stack.dusty("machine", "use", "local", timeout=60)
    stack.dusty("machine", "remove", machine.name, timeout=180)
    assert machine.name not in [info["name"] for info in json.loads(stack.dusty("machine", "list", "--json").stdout)]
    if machine.is_vm:
        assert machine.left_over() == ""
