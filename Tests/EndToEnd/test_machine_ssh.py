"""A stack that lives on another Linux host."""

import json
import os
import re
import shutil
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


def test_nobody_else_may_enter_the_machines_tree(shop, second):
    assert second.text("stat", "-c", "%a", ROOT) == "700"


def test_a_link_in_the_place_of_a_copy_leads_nowhere_there_either(shop, second):
    copy = second.text("sh", "-c", f"find {ROOT}/dusty_repos -type d -name shop-api")
    second.run("sh", "-c", f"mkdir /run/victim && echo mine >/run/victim/precious && mv {copy} {copy}.aside && "
                           f"ln -s /run/victim {copy} && ln -sfn /run/victim {copy}.aside/link")
    shop.dusty("sync", "api")
    assert second.text("sh", "-c", f"ls /run/victim; cat /run/victim/precious; test -L {copy} || echo replaced").split() == [
        "precious", "mine", "replaced"]
    second.run("sh", "-c", f"mv {copy} {copy}.new && mv {copy}.aside {copy} && rm -rf {copy}.new")
    shop.dusty("sync", "--exact", "--yes", "api")
    assert second.run("test", "-L", f"{copy}/link", check=False).returncode


def test_the_example_answers_by_host_name_at_the_second_host(shop, second):
    assert shop.until_front()["products"] == 3
    until(lambda: "3 products" in shop.get("http://web.shop.test/"), 30, "web answers")
    assert f"{THERE} api.shop.test" in shop.sandbox.read("/etc/hosts").decode()
    names = second.text("docker", "ps", "--format", "{{.Names}}").split()
    assert {f"dusty_{name}_1" for name in APPS + SERVICES} <= set(names)
    assert shop.sandbox.text("docker", "ps", "-q") == ""


def test_status_and_show_say_how_the_machine_does(shop, second):
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


def test_a_sync_there_deletes_what_it_made_itself_and_nothing_that_a_container_made(shop, second):
    odd = ["it's", "new\nline", "-rf", "$(id)", "back\\#012", "deep/er/file"]
    for name in odd:
        (shop.api / "odd" / name).parent.mkdir(parents=True, exist_ok=True)
        (shop.api / "odd" / name).write_text("1\n")
    shop.dusty("sync", "api")
    assert shop.inside("api", "sh", "-c", "find /api/odd -type f | wc -l").stdout == "7\n"
    shop.inside("api", "sh", "-c", "mkdir -p /api/node_modules /api/odd/deep/cache && touch /api/node_modules/x /api/odd/deep/cache/x")
    shutil.rmtree(shop.api / "odd")
    time_of_npm = "@499162500"
    for text in ("version 1.2.3\n", "version 1.2.4\n"):
        (shop.api / "npm.txt").write_text(text)
        shop.sandbox.run("touch", "-d", time_of_npm, shop.api / "npm.txt")
        shop.dusty("sync", "api")
        assert shop.inside("api", "cat", "/api/npm.txt").stdout == text
    assert shop.inside("api", "find", "/api/odd", "/api/node_modules").stdout.split() == [
        "/api/odd", "/api/odd/deep", "/api/odd/deep/cache", "/api/odd/deep/cache/x", "/api/node_modules", "/api/node_modules/x"]
    shop.dusty("up")
    before = second.text("docker", "inspect", "-f", "{{.State.StartedAt}}", "dusty_api_1")
    shop.inside("api", "touch", "/api/made")
    shop.dusty("up")
    assert second.text("docker", "inspect", "-f", "{{.State.StartedAt}}", "dusty_api_1") == before
    shop.dusty("sync", "--exact", "--yes", "api")
    assert shop.inside("api", "ls", "/api/node_modules", check=False).returncode


def test_an_edit_reaches_that_machine_by_itself(shop):
    for text in ("by itself\n", "once more\n"):
        (shop.api / "followed.txt").write_text(text)
        read = ("cat", "/api/followed.txt")
        until(lambda: shop.inside("api", *read, check=False).stdout == text, 30, f"the container has {text!r}")
    (shop.api / "followed.txt").unlink()
    until(lambda: shop.inside("api", "ls", "/api/followed.txt", check=False).returncode, 30, "it is gone")


def test_edits_reach_that_machine_without_rsync_and_through_no_link(shop, second):
    """A script waits there. What it cannot do is rsync's, which is made to fail meanwhile."""
    (shop.api / "hand").mkdir()
    (shop.api / "hand" / "file.txt").write_text("first\n")
    shop.dusty("sync", "api")
    victim = "/run/victim-of-edits"
    second.run("mkdir", victim)
    second.run("mount", "--bind", "/bin/false", "/usr/bin/rsync")
    read = ("cat", "/api/hand/file.txt")
    try:
        for text in ("by hand\n", "and again\n"):
            (shop.api / "hand" / "file.txt").write_text(text)
            until(lambda: shop.inside("api", *read, check=False).stdout == text, 30, f"the container has {text!r}")
        (shop.api / "hand" / "file.txt").unlink()
        until(lambda: shop.inside("api", *read, check=False).returncode, 30, "it is gone")
        shop.inside("api", "sh", "-c", f"mv /api/hand /api/aside && ln -s {victim} /api/hand")
        (shop.api / "hand" / "other.txt").write_text("other\n")
        until(lambda: [row for row in shop.status()["sync"] if row.get("follow", {}).get("state") == "failed"], 60,
              lambda: f"rsync is tried; now {shop.status()['sync']}")
        assert second.text("ls", "-A", victim) == ""
    finally:
        second.run("umount", "/usr/bin/rsync")
    until(lambda: shop.inside("api", "sh", "-c", "! test -L /api/hand && cat /api/hand/other.txt", check=False).stdout == "other\n",
          60, "rsync puts the directory back")
    assert second.text("ls", "-A", victim) == ""
    shutil.rmtree(shop.api / "hand")
    shop.inside("api", "rm", "-rf", "/api/aside")
    shop.dusty("sync", "api")


def test_logs_and_exec_work(shop):
    assert "tables and products are there" in shop.dusty("logs", "api").stdout
    assert shop.dusty("shell", "api", "--", "cat", "/etc/hostname").stdout.strip()
    assert shop.dusty("shell", "api", input="exit 3\n", check=False).returncode == 3


def test_a_containers_own_process_is_attached_to(shop):
    shop.add("services", talker="image: redis:7.0\ncommand: [cat]\nstdin_open: true\n")
    shop.until_state("talker", "up")
    client = shop.sandbox.start("dusty", "attach", "talker", stdin=-1, stdout=-1)
    client.stdin.write("over there\n")
    client.stdin.flush()
    assert client.stdout.readline() == "over there\n"
    shop.sandbox.run("pkill", "-INT", "-f", "^dusty attach talker")
    assert client.wait(timeout=15) == 0
    assert shop.row("talker")["state"] == "up"
    assert "stdin_open" in shop.dusty("attach", "api", check=False).stderr
    shop.remove("talker")


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


DATA = """
    mkdir -p "$1/mine/inner" && cd "$1/mine"
    echo before >file && chown 1234:2345 file && chmod 4640 file
    ln -s /etc/hostname link && ln file hard
    truncate -s 20M sparse && printf x | dd of=sparse bs=1 seek=10M conv=notrunc status=none
    touch -- -rf 'a b' 'ünï😀'
    head -c 200000 /dev/urandom >large
    chmod 2750 inner && chown 999:999 inner
    python3 -c 'import os; os.setxattr("file", "user.dusty", b"kept")'
"""


def listing(second, directory):
    """Names, owners, modes, links, sizes, times and attributes of everything below a directory there."""
    names = second.text("find", directory, "-printf", r"%P %U:%G %m %n %l %s %T@\n").splitlines()
    attribute = second.text("python3", "-c", "import os, sys; print(os.getxattr(sys.argv[1], 'user.dusty'))", f"{directory}/file")
    return sorted(names) + [attribute]


def data_come_back(shop, second, root, archive):
    """Saves data, damages them, tries bad archives in vain, and restores the good one."""
    persist = f"{root}/persist"
    second.run("sh", "-euc", DATA, "sh", persist)
    saved = json.loads(shop.dusty("disk", "backup", archive, "mine", "--force", "--json").stdout)
    assert saved["manifest"]["warnings"] == [] and archive.stat().st_size < 2_000_000
    before = listing(second, f"{persist}/mine")
    second.run("sh", "-euc", 'cd "$1/mine"; echo after >hard; rm link; touch more', "sh", persist)
    bad = archive.parent / "bad.tar"
    bad.write_bytes(archive.read_bytes()[:archive.stat().st_size // 2])
    damaged = listing(second, persist + "/mine")
    assert shop.dusty("disk", "restore", bad, "--yes", check=False).returncode == 1
    answer = shop.sandbox.text("curl", "-sS", "-m", "60", "--unix-socket", "/var/run/dusty/dusty.sock", "--data-binary",
                               f"@{bad}", "http://dusty/v1/disk/restores")
    assert json.loads(answer)["code"] == "invalid", answer
    assert listing(second, persist + "/mine") == damaged
    assert "staged" not in second.text("ls", f"{root}/restores")
    result = shop.dusty("disk", "restore", archive, "--yes")
    assert listing(second, persist + "/mine") == before
    assert int(second.text("stat", "-c", "%b", f"{persist}/mine/sparse")) < 1000
    kept = re.search(r"sudo rm -rf (\S+)", result.stdout).group(1)
    assert second.text("cat", f"{kept}/mine/file") == "after"
    assert second.text("stat", "-c", "%a", f"{root}/restores") == "700"
    sizes = {(item["kind"], item["name"]): item["bytes"] for item in json.loads(shop.dusty("disk", "--json").stdout)["items"]}
    assert sizes["persist", "mine"] >= 200_000 and sizes["replaced", kept] >= 200_000, sizes
    assert any(kind == "copy" and bytes > 0 for (kind, _), bytes in sizes.items()), sizes
    second.run("rm", "-rf", kept)


def test_data_are_saved_and_come_back_with_all_that_belongs_to_files(shop, second):
    archive = shop.sandbox.directory / "mine.tar"
    data_come_back(shop, second, ROOT, archive)
    # A database that a container uses comes back as it was.
    saved = shop.sandbox.directory / "all.tar"
    orders = shop.until_front()["orders"]
    shop.dusty("disk", "backup", saved, "--stop")
    shop.until_front()
    shop.order(product=1)
    shop.until_front(lambda front: front["orders"] == orders + 1)
    shop.dusty("disk", "restore", saved, "--yes")
    shop.until_front(lambda front: front["orders"] == orders)
    second.run("sh", "-c", f"rm -rf {ROOT}/restores/before-* {ROOT}/persist/mine")


def test_without_gnu_tar_there_the_image_s_is_used_or_it_is_reported(shop, second):
    image = second.run("docker", "run", "--rm", "--entrypoint", "tar", "nginx:1.22", "--version", check=False).stdout
    second.run("sh", "-c", "mv /usr/bin/tar /usr/bin/tar.gnu; ln -s /usr/bin/false /usr/bin/tar")
    # What was found out holds for a connection.
    second.stop_sshd(sessions=True)
    second.start_sshd()
    until(lambda: shop.status()["machine"]["state"] == "connected", 30, "the connection is back")
    archive = shop.sandbox.directory / "plain.tar"
    try:
        if "GNU tar" in image:
            data_come_back(shop, second, ROOT, archive)
        else:
            result = shop.dusty("disk", "backup", archive, check=False)
            assert result.returncode == 1 and "GNU tar" in result.stderr and "install" in result.stderr, result.stderr
            assert not archive.exists()
    finally:
        second.run("mv", "/usr/bin/tar.gnu", "/usr/bin/tar")
    assert second.text("docker", "ps", "-aq", "--filter", "name=dusty-disk") == ""


def test_a_copy_of_a_repo_that_no_spec_names_goes(shop, second):
    repos = shop.sandbox.directory / "state/repos"
    shop.sandbox.run("git", "clone", "-q", f"{shop.directory}/origins/shop-api", f"{repos}/host/gone")
    second.run("sh", "-c", f"mkdir -p {ROOT}/dusty_repos/host/gone; ln -s /etc {ROOT}/dusty_repos/host/gone/link; touch {ROOT}/dusty_repos/host/gone/x")
    output = shop.dusty("disk", "cleanup", "--repos", "--yes").stdout
    assert output.count("removed host/gone") == 2, output
    assert second.run("test", "-e", f"{ROOT}/dusty_repos/host/gone", check=False).returncode == 1
    assert second.run("test", "-e", "/etc/hostname").returncode == 0


def sent(second):
    """Bytes that the second host has sent."""
    return json.loads(second.text("ip", "-s", "-j", "link", "show", "cable1"))[0]["stats64"]["tx"]["bytes"]


def test_a_cut_link_ends_a_backup_with_an_error_and_leaves_no_file(shop, second):
    second.run("sh", "-euc", 'mkdir -p "$1/ballast"; head -c 30000000 /dev/urandom >"$1/ballast/file"', "sh", f"{ROOT}/persist")
    second.run("tc", "qdisc", "add", "dev", "cable1", "root", "tbf", "rate", "20mbit", "burst", "32k", "latency", "400ms")
    archive = shop.sandbox.directory / "cut.tar"
    before = sent(second)
    backup = shop.sandbox.start("dusty", "disk", "backup", archive, "ballast", stdout=-1, stderr=-1)
    # The file has no name before it is whole.
    until(lambda: sent(second) > before + 1_000_000, 30, "it has begun")
    second.cut()
    try:
        _, words = backup.communicate(timeout=60)
    finally:
        second.join()
        second.run("tc", "qdisc", "del", "dev", "cable1", "root")
    assert backup.returncode == 1 and "the backup was cut off" in words, words
    assert not list(shop.sandbox.directory.glob("*cut.tar*"))
    until(lambda: shop.status()["machine"]["state"] == "connected", 40, "the connection is back")
    shop.dusty("disk", "backup", archive, "ballast")
    # A restore that is cut off has changed nothing, and the next one clears what it left.
    shop.sandbox.run("tc", "qdisc", "add", "dev", "cable0", "root", "tbf", "rate", "20mbit", "burst", "32k", "latency", "400ms")
    restore = shop.sandbox.start("dusty", "disk", "restore", archive, "--yes", stdout=-1, stderr=-1)
    until(lambda: "staged" in second.text("ls", f"{ROOT}/restores", check=False), 30, "it has begun")
    time.sleep(1)
    second.cut()
    try:
        _, words = restore.communicate(timeout=60)
    finally:
        second.join()
        shop.sandbox.run("tc", "qdisc", "del", "dev", "cable0", "root")
    assert restore.returncode in (1, 69) and "was lost" in words, words
    until(lambda: shop.status()["machine"]["state"] == "connected", 40, "the connection is back")
    assert second.text("ls", f"{ROOT}/persist/ballast") == "file"
    shop.dusty("disk", "restore", archive, "--yes")
    assert "staged" not in second.text("ls", f"{ROOT}/restores")
    second.run("sh", "-c", f"rm -rf {ROOT}/restores/before-* {ROOT}/persist/ballast")


def test_use_is_refused_while_the_stack_runs_elsewhere(shop):
    result = shop.dusty("machine", "use", "local", check=False)
    assert result.returncode == 1
    assert "the stack runs on `big`" in result.stderr and "dusty stop" in result.stderr
    assert "lives on `big`" in shop.dusty("machine", "remove", "big", check=False).stderr


def test_a_cut_link_recovers_in_the_middle_of_a_sync_and_of_log_tailing(shop, second):
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
        # Names lead to a port of this host now; a restarted daemon must know.
        shop.sandbox.run("pkill", "-KILL", "-x", "dustyd")
        shop.sandbox.run("Scripts/daemon", "start")
        assert shop.until_front()["products"] == 3
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
    ("-oProxyCommand=touch@192.168.77.2", "is not the address of an SSH server"),
    ("root@-oProxyCommand=id", "is not the address of an SSH server"),
])
def test_what_cannot_be_a_machine_is_refused_and_not_kept(daemon, second, target, words):
    result = daemon.run("dusty", "machine", "add", "odd", f"--ssh={target}", "--identity", second.identity, check=False)
    # 69 would say that the daemon cannot be reached.
    assert result.returncode == 1 and words in result.stderr, result.stderr
    assert "odd" not in daemon.text("dusty", "machine", "list")


def test_an_unexpected_fingerprint_is_refused(daemon, second):
    result = daemon.run("dusty", "machine", "add", "odd", "--ssh", f"root@{THERE}", "--identity", second.identity,
                        "--fingerprint", "SHA256:" + "A" * 43, check=False)
    assert result.returncode == 1 and "none of the expected keys" in result.stderr


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
    # What the container's root wrote into the copy stays, and goes all the same when everything of containers is to go.
    shop.inside("api", "sh", "-c", "mkdir -m 700 /api/cache && touch /api/cache/made-by-root")
    shop.dusty("sync")
    assert "cache" in shop.inside("api", "ls", "/api").stdout.split()
    shop.dusty("sync", "--exact", "--yes")
    assert "cache" not in shop.inside("api", "ls", "/api").stdout.split()
    # What only root there may read is saved and restored by a container.
    data_come_back(shop, second, "/home/ann/.local/share/dusty/default", shop.sandbox.directory / "mine.tar")
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


def machines(shop):
    return {machine["name"]: machine for machine in json.loads(shop.sandbox.text("dusty", "machine", "list", "--json"))}


def add(shop, second, name):
    shop.dusty("machine", "add", name, "--ssh", f"ann@{THERE}", "--identity", second.identity, "--forward")


def keys(second):
    return second.read("/home/ann/.ssh/authorized_keys").decode()


def test_a_removal_that_is_killed_is_finished_by_the_next_start(shop, second):
    add(shop, second, "gone")
    directory = shop.sandbox.directory / "state" / "machines" / "gone"
    # The key is taken away there, and the machine still known here.
    assert shop.kill_at("rename", 1, "machine", "remove", "gone", path=directory)
    until(lambda: "gone" not in machines(shop), 30, lambda: f"the removal is finished; now {machines(shop)}")
    assert "dusty-gone" not in keys(second) and not directory.exists()
    assert [name for name in os.listdir(directory.parent) if name.startswith(".")] == []
    # Its name is free again.
    add(shop, second, "gone")
    shop.dusty("machine", "remove", "gone")


def test_a_machine_that_does_not_let_dusty_in_is_not_used_and_this_host_is_the_way_out(shop, second):
    add(shop, second, "shut")
    shop.dusty("stop")
    second.run("sed", "-i", "/dusty-shut/d", "/home/ann/.ssh/authorized_keys")
    refused = shop.dusty("machine", "use", "shut", check=False)
    assert refused.returncode == 1 and "cannot be used" in refused.stderr and "--force" in refused.stderr, refused.stderr
    assert machines(shop)["local"]["in_use"]
    # Taken all the same, it is left again without being asked anything.
    shop.dusty("machine", "use", "shut", "--force", check=False, timeout=60)
    until(lambda: machines(shop)["shut"]["in_use"], 20, "it is in use")
    assert shop.dusty("up", check=False).returncode != 0
    said = shop.dusty("machine", "use", "local", timeout=60).stdout
    assert "it is not known what runs on" in said, said
    shop.dusty("machine", "remove", "shut", "--force", timeout=60)
    assert "shut" not in machines(shop)
    shop.dusty("up")
    assert shop.until_front()["products"] == 3


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
