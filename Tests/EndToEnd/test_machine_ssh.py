"""A stack that lives on another Linux host."""

import json
import os
import re
import time

import pytest

from sandbox import until
from second_host import THERE, SecondHost
from shop import APPS, SERVICES, Shop

ROOT = "/var/lib/dusty-machine/default"


class RemoteShop(Shop):
    """The example whose engine is the second host's."""

    def __init__(self, sandbox, second):
        super().__init__(sandbox)
        self.second = second

    def inside(self, name, *command, check=True):
        return self.second.run("docker", "exec", f"dusty_{name}_1", *command, check=check)

    def shown(self):
        return json.loads(self.sandbox.text("dusty", "machine", "show", "--json"))


@pytest.fixture(scope="module")
def second(request, workspace, golden, sandbox):
    second = SecondHost(workspace / "second", golden, sandbox)
    yield second
    second.close()


@pytest.fixture(scope="module")
def daemon(sandbox):
    """A daemon that knows the example, which is nowhere up."""
    shop = Shop(sandbox)
    sandbox.run("Scripts/shop-repos", shop.directory)
    sandbox.run("mkdir", "-p", "/etc/dusty")
    sandbox.run("sh", "-c", "getent group dusty >/dev/null || groupadd --system dusty")
    config = (f"specs_repo: {shop.directory}/origins/specs\nowner: root\nrepo_overrides:\n"
              f"  {shop.directory}/origins/shop-api: {shop.directory}/work/shop-api\n")
    sandbox.run("tee", "/etc/dusty/config.yml", input=config)
    sandbox.run("Scripts/daemon", "start")
    sandbox.run("dusty", "bundles", "activate", "shop", "fulfilment")
    return sandbox


@pytest.fixture(scope="module")
def added(daemon, second):
    """What `machine add` said."""
    return daemon.text("dusty", "machine", "add", "big", "--ssh", f"root@{THERE}", "--identity", second.identity)


@pytest.fixture(scope="module")
def shop(daemon, second, added):
    """The example, up on the second host."""
    daemon.run("dusty", "machine", "use", "big")
    daemon.run("dusty", "up")
    return RemoteShop(daemon, second)


def test_add_shows_the_host_key_and_keeps_it(daemon, second, added):
    assert second.fingerprint in added
    machines = json.loads(daemon.text("dusty", "machine", "list", "--json"))
    assert [(machine["name"], machine["in_use"]) for machine in machines] == [("local", True), ("big", False)]
    assert any(second.fingerprint in line for line in machines[1]["login"]["fingerprints"])


def test_the_example_answers_by_host_name_at_the_second_host(shop, second):
    assert shop.until_front()["products"] == 3
    until(lambda: "3 products" in shop.get("http://web.shop.test/"), 30, "web answers")
    assert f"{THERE} api.shop.test" in shop.sandbox.read("/etc/hosts").decode()
    names = second.text("docker", "ps", "--format", "{{.Names}}").split()
    assert {f"dusty_{name}_1" for name in APPS + SERVICES} <= set(names)
    assert shop.sandbox.text("docker", "ps", "-q") == ""


def test_status_and_show_tell_how_the_machine_does(shop, second):
    machine = shop.status()["machine"]
    assert (machine["name"], machine["kind"], machine["state"]) == ("big", "ssh", "connected")
    assert machine["address"] == THERE
    shown = shop.shown()
    assert shown["engine"] and shown["root"] == ROOT
    for figure in ("memory_bytes", "disk_total_bytes", "cpu_count", "started_at"):
        assert shown["status"][figure], shown
    assert "connected" in shop.dusty("machine", "list").stdout


def test_nothing_of_this_host_is_mounted_there(shop, second):
    mounts = second.text("docker", "inspect", "-f", "{{range .Mounts}}{{.Type}}:{{.Source}} {{end}}",
                         *second.text("docker", "ps", "-q").split()).split()
    binds = [mount.split(":", 1)[1] for mount in mounts if mount.startswith("bind:")]
    assert binds and all(bind.startswith(ROOT + "/") for bind in binds), binds


def test_an_edit_travels_with_sync_and_wakes_a_watcher_in_the_container(shop, second):
    program = (
        "import ctypes, os, sys\n"
        "libc = ctypes.CDLL(None)\n"
        "fd = libc.inotify_init()\n"
        "assert libc.inotify_add_watch(fd, b'/api', 0x80 | 0x8 | 0x100) >= 0\n"
        "print('watching', flush=True)\n"
        "while True:\n"
        "    events = os.read(fd, 4096)\n"
        "    if b'server.py' in events: print('seen', flush=True); break\n"
    )
    watcher = second.start("docker", "exec", "dusty_api_1", "python3", "-c", program, stdout=-1)
    assert watcher.stdout.readline() == "watching\n"
    edit(shop.api / "server.py", "Welcome to the Dusty shop", "Fresh from afar")
    shop.dusty("sync")
    assert watcher.stdout.readline() == "seen\n"
    watcher.wait(timeout=10)
    assert "Fresh from afar" in shop.inside("api", "cat", "/api/server.py").stdout
    shop.dusty("restart", "api")
    shop.until_front(lambda front: front["greeting"] == "Fresh from afar")


def test_logs_and_exec_work(shop):
    assert "tables and products are there" in shop.dusty("logs", "api").stdout
    assert shop.dusty("shell", "api", "--", "cat", "/etc/hostname").stdout.strip()
    assert shop.dusty("shell", "api", input="exit 3\n", check=False).returncode == 3


def test_machine_env_and_ssh_lead_there(shop, second):
    host = shop.sandbox.text("dusty", "machine", "env")
    assert re.fullmatch(r"export DOCKER_HOST=unix:///\S+", host)
    names = shop.sandbox.text("sh", "-c", 'eval "$(dusty machine env)"; docker ps --format "{{.Names}}"')
    assert "dusty_api_1" in names.split()
    assert "dusty_api_1" in shop.dusty("docker", "ps", "--format", "{{.Names}}").stdout.split()
    assert shop.dusty("docker", "inspect", "nothing", check=False).returncode == 1
    assert "docker ps [OPTIONS]" in shop.dusty("docker", "ps", "--help").stdout
    words = ["printf", "<%s>", "a b", "$(id)", "'"]
    assert shop.dusty("machine", "ssh", "big", "--", *words).stdout == "<a b><$(id)><'>"
    assert shop.dusty("machine", "ssh", "big", "--", "hostname").stdout.strip() == "second"


def test_data_survive_stop_and_up(shop):
    before = shop.front()["orders"]
    shop.order(product=1)
    shop.until_front(lambda front: front["orders"] == before + 1)
    shop.dusty("stop")
    shop.dusty("up")
    assert shop.until_front()["orders"] == before + 1


def test_a_second_up_changes_nothing_and_takes_no_time(shop, second):
    before = second.text("docker", "ps", "--format", "{{.ID}} {{.RunningFor}}").split()[::2]
    times = []
    for _ in range(10):
        start = time.monotonic()
        shop.dusty("up", "--no-pull")
        times.append(time.monotonic() - start)
    assert second.text("docker", "ps", "--format", "{{.ID}} {{.RunningFor}}").split()[::2] == before
    median = sorted(times)[len(times) // 2]
    print(f"no-op up over ssh: median {median * 1000:.0f} ms of {[round(t * 1000) for t in times]}")
    assert median < 2


def spec(ready):
    return f"""image: python:3.11
commands:
  always:
    - echo well > /health && exec python -u -m http.server 9000
ready: {ready}
"""


def test_ports_of_containers_are_tried_from_there(shop):
    shop.add("apps", tcp=spec("{tcp: 9000, timeout: 30}"), http=spec("{http: {port: 9000, path: /health}, timeout: 30}"))
    assert shop.row("tcp")["state"] == "up" and shop.row("http")["state"] == "up"
    shop.publish({"apps/http.yml": spec("{http: {port: 9000, path: /nowhere}, timeout: 3}")})
    result = shop.dusty("up", check=False)
    assert result.returncode == 1 and "status 404" in result.stderr + result.stdout, result.stderr
    shop.remove("tcp", "http")


def test_suites_run_there_and_leave_nothing(shop, second):
    assert "tables and products" in shop.dusty("test", "api", "integration", timeout=280).stdout
    assert second.text("sh", "-c", f"ls {ROOT}/test_runs 2>/dev/null || true") == ""


def test_the_doctor_looks_at_the_machine(shop):
    checks = {check["name"]: check for check in json.loads(shop.dusty("doctor", "--json", check=False).stdout)["checks"]}
    for name in ("machine network", "machine keys", "machine", "machine tree", "machine rsync", "machine disk",
                 "machine clock", "engine"):
        assert checks[name]["state"] in ("ok", "warning"), checks[name]


def test_the_doctor_mends_what_can_be_mended_there(shop, second):
    key = shop.sandbox.directory / "state/machines/big/key"
    shop.sandbox.run("chmod", "644", key)
    second.run("sh", "-euc", f"mv {ROOT}/cp {ROOT}/cp.away; mv /usr/bin/rsync /usr/bin/rsync.away", "sh")
    second.run("sh", "-euc", "printf '#!/bin/sh\\nmv /usr/bin/rsync.away /usr/bin/rsync\\n' >/usr/local/sbin/apt-get; chmod +x /usr/local/sbin/apt-get")
    try:
        found = {check["name"]: check for check in json.loads(shop.dusty("doctor", "--json", check=False).stdout)["checks"]}
        for name in ("machine keys", "machine tree", "machine rsync"):
            assert found[name]["state"] == "failure" and found[name]["fixable"], found[name]
        fixed = {check["name"]: check for check in json.loads(shop.dusty("doctor", "--fix", "--json", check=False).stdout)["checks"]}
        for name in ("machine keys", "machine tree", "machine rsync"):
            assert fixed[name]["state"] == "ok" and fixed[name]["fixed"], fixed[name]
        assert second.text("ls", "-d", f"{ROOT}/cp") and shop.sandbox.text("stat", "-c", "%a", key) == "600"
    finally:
        shop.sandbox.run("chmod", "600", key)
        second.run("sh", "-c", f"rm -f /usr/local/sbin/apt-get; mv /usr/bin/rsync.away /usr/bin/rsync 2>/dev/null;"
                   f"rmdir {ROOT}/cp; mv {ROOT}/cp.away {ROOT}/cp")
    shop.dusty("sync")


def test_an_app_that_does_not_answer_has_its_page(shop, second):
    shop.dusty("stop", "web")
    try:
        until(lambda: "web does not answer" in shop.get("http://web.shop.test/") and "stopped" in shop.get("http://web.shop.test/"), 20,
              lambda: f"the page is there; now {shop.get('http://web.shop.test/')}")
    finally:
        shop.dusty("up")


def test_backups_say_where_data_is(shop):
    backup = shop.dusty("disk", "backup", "/tmp/nothing.tar", check=False)
    assert backup.returncode != 0 and "on the machine `big`" in backup.stderr, backup.stderr


def test_use_is_refused_while_the_stack_runs_elsewhere(shop):
    result = shop.dusty("machine", "use", "local", check=False)
    assert result.returncode == 1
    assert "the stack runs on `big`" in result.stderr and "dusty stop" in result.stderr
    assert "lives on `big`" in shop.dusty("machine", "remove", "big", check=False).stderr


def test_a_cut_link_heals_in_the_middle_of_a_sync_and_of_log_tailing(shop, second):
    (shop.api / "ballast.bin").write_bytes(os.urandom(12_000_000))
    tail = shop.sandbox.start("dusty", "logs", "-f", "--tail", "0", "api", stdout=-1)
    # Slow, so that the cut comes in the middle.
    shop.sandbox.run("tc", "qdisc", "add", "dev", "cable0", "root", "tbf", "rate", "20mbit", "burst", "32k",
                     "latency", "400ms")
    sync = shop.sandbox.start("dusty", "sync", "api", stdout=-1, stderr=-2)
    until(lambda: any(row["state"] == "syncing" and row["bytes"] > 0 for row in shop.status()["sync"]), 30, "the sync is on")
    second.cut()
    try:
        until(lambda: shop.status()["machine"]["state"] == "unreachable", 40,
              lambda: f"the cut is noticed; now {shop.status()['machine']}")
        assert shop.status()["machine"]["message"]
        cut_off = time.monotonic()
        # A command meanwhile ends with a word instead of hanging.
        doctor = shop.dusty("doctor", check=False, timeout=60)
        assert "unreachable" in doctor.stdout or "does not answer" in doctor.stdout, doctor.stdout
        until(lambda: time.monotonic() > cut_off + 8, 20, "the cut has lasted for 20 s")
    finally:
        second.join()
    shop.sandbox.run("tc", "qdisc", "del", "dev", "cable0", "root")
    until(lambda: shop.status()["machine"]["state"] == "connected", 40, "the connection is back")
    output, _ = sync.communicate(timeout=120)
    assert sync.returncode == 0, output
    assert shop.inside("api", "stat", "-c", "%s", "/api/ballast.bin").stdout.strip() == "12000000"
    shop.until_front()
    shop.get("http://api.shop.test/products")
    lines = iter(tail.stdout.readline, "")
    assert any("/products" in line for line in lines)
    tail.kill()
    (shop.api / "ballast.bin").unlink()
    shop.dusty("sync")


def test_a_killed_daemon_leaves_nothing_in_the_way(shop):
    shop.sandbox.run("kill", "-KILL", shop.daemon)
    until(lambda: shop.dusty("status", check=False).returncode == 69, 10, "the daemon is gone")
    shop.sandbox.run("Scripts/daemon", "start")
    until(lambda: shop.status()["machine"]["state"] == "connected", 20, "the connection is back")
    shop.dusty("up")
    masters = shop.sandbox.text("pgrep", "-fc", "ssh.*big.engine")
    assert masters == "1"


def test_ports_that_do_not_answer_are_forwarded(shop, second):
    second.run("iptables", "-I", "FORWARD", "-i", "cable1", "-p", "tcp", "--dport", "8080", "-j", "ACCEPT")
    for chain in ("INPUT", "FORWARD"):
        second.run("iptables", "-I", chain, "-i", "cable1", "-p", "tcp", "-m", "multiport", "--dports", "80,5432", "-j", "DROP")
    try:
        shop.dusty("up")
        assert "127.65.0.1 api.shop.test" in shop.sandbox.read("/etc/hosts").decode()
        assert shop.until_front()["products"] == 3
        assert shop.status()["machine"]["address"] == "127.65.0.1"
    finally:
        for chain in ("INPUT", "FORWARD"):
            second.run("iptables", "-D", chain, "1")


def test_a_changed_host_key_is_refused(shop, second):
    second.run("sh", "-c", "mkdir /etc/ssh/kept && cp -a /etc/ssh/host_key* /etc/ssh/kept")
    second.stop_sshd(sessions=True)
    second.new_host_key()
    second.start_sshd()
    until(lambda: "another host key" in shop.status()["machine"].get("message", ""), 30,
          lambda: f"the key is refused; now {shop.status()['machine']}")
    start = time.monotonic()
    result = shop.dusty("sync", check=False)
    assert result.returncode == 1 and "another host key" in result.stderr + result.stdout
    assert time.monotonic() - start < 10
    second.run("sh", "-c", "mv /etc/ssh/kept/host_key* /etc/ssh")
    second.stop_sshd()
    second.start_sshd()
    until(lambda: shop.status()["machine"]["state"] == "connected", 30, "the old key is back")
    shop.dusty("sync")


@pytest.mark.parametrize("target, words", [
    ("root@192.168.77.2:2222", "no SSH server answers"),
    ("root@nowhere.invalid", "no SSH server answers"),
    ("nobody@192.168.77.2", "refuses the login"),
    ("bob@192.168.77.2", "may not use the container engine"),
    ("-oProxyCommand=touch@192.168.77.2", "is not where an SSH server is"),
    ("root@-oProxyCommand=id", "is not where an SSH server is"),
])
def test_what_cannot_be_a_machine_is_told_and_not_kept(daemon, second, target, words):
    result = daemon.run("dusty", "machine", "add", "odd", f"--ssh={target}", "--identity", second.identity, check=False)
    assert result.returncode != 0 and words in result.stderr, result.stderr
    assert "odd" not in daemon.text("dusty", "machine", "list")


def test_an_unexpected_fingerprint_is_refused(daemon, second):
    result = daemon.run("dusty", "machine", "add", "odd", "--ssh", f"root@{THERE}", "--identity", second.identity,
                        "--fingerprint", "SHA256:" + "A" * 43, check=False)
    assert result.returncode == 1 and "none of the keys that were expected" in result.stderr


def test_a_user_without_root_will_do_and_ports_may_stay_private(shop, second):
    shop.dusty("down")
    said = shop.dusty("machine", "add", "plain", "--ssh", f"ann@{THERE}", "--identity", second.identity, "--forward",
                      "--fingerprint", second.fingerprint).stdout
    assert "/home/ann/.local/share/dusty" in said
    shop.dusty("machine", "use", "plain")
    shop.dusty("up")
    assert shop.until_front()["products"] == 3
    assert "127.65.0.1 api.shop.test" in shop.sandbox.read("/etc/hosts").decode()
    published = second.text("ss", "-Hltn", "sport = :80").split()
    assert "127.65.0.1:80" in published and f"{THERE}:80" not in published
    # What the container's root wrote into the copy goes all the same.
    shop.inside("api", "sh", "-c", "mkdir -m 700 /api/cache && touch /api/cache/made-by-root")
    shop.dusty("sync")
    assert "cache" not in shop.inside("api", "ls", "/api").stdout.split()
    shop.dusty("down")


def test_back_to_this_host_and_the_machine_is_forgotten(shop, second):
    shop.dusty("machine", "use", "local")
    before = second.read("/home/ann/.ssh/authorized_keys").decode()
    assert "dusty-plain" in before
    shop.dusty("machine", "remove", "plain")
    assert "dusty-plain" not in second.read("/home/ann/.ssh/authorized_keys").decode()
    assert [machine["name"] for machine in json.loads(shop.sandbox.text("dusty", "machine", "list", "--json"))] == ["local", "big"]
    shop.dusty("up")
    assert shop.until_front()["products"] == 3
    assert "127.65.0.1 api.shop.test" in shop.sandbox.read("/etc/hosts").decode()


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
