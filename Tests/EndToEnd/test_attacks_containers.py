"""Containers that attack: whatever they put where they may write, nothing of the host is read, written or held up."""

import contextlib
import json
import pathlib
import random
import re
import shutil
import stat
import subprocess
import threading
import time

import pytest

from sandbox import until

EVIL = """
image: python:3.11
commands: {always: [exec sleep 100000]}
compose:
  init: true
  volumes:
    - /command_files:/commands
    - /persist:/data
    - /dusty_repos:/copies
"""
LEAVING = ".dusty-unfinished-0123456789abcdef"


@pytest.fixture(scope="module")
def evil(shop):
    """Runs shell lines in a container that may write all that a spec can ask for."""
    shop.add("apps", evil=EVIL)

    def run(script, check=True):
        return shop.inside("evil", "sh", "-c", script, check=check)

    return run


@pytest.fixture
def victim(shop):
    """A directory of the host that stays as it is."""
    directory = shop.directory / "victim"
    directory.mkdir(exist_ok=True)
    precious = directory / "precious"
    precious.write_text("mine")
    precious.chmod(0o600)
    before = sorted(directory.iterdir())
    yield directory
    assert precious.read_text() == "mine" and stat.S_IMODE(precious.stat().st_mode) == 0o600
    assert sorted(directory.iterdir()) == before


@pytest.fixture
def shadow(shop):
    """The file that no plan shows and no up touches."""
    before = shop.sandbox.read("/etc/shadow")
    assert b"root:" in before
    yield "/etc/shadow"
    assert shop.sandbox.read("/etc/shadow") == before


def rss(shop):
    return int(re.search(r"VmRSS:\s+(\d+)", shop.sandbox.read(f"/proc/{shop.daemon}/status").decode())[1])


def proxy(shop):
    names = shop.sandbox.text("docker", "ps", "--format", "{{.Names}}").split()
    return next(name for name in names if "nginx" in name.lower())


def test_the_proxy_has_no_rights_of_root_but_those_that_it_listens_with(shop):
    assert shop.front()["products"] == 3
    host = json.loads(shop.sandbox.text("docker", "inspect", "--format", "{{json .HostConfig}}", proxy(shop)))
    assert host["CapDrop"] == ["ALL"] and host["SecurityOpt"] == ["no-new-privileges:true"], host
    assert {name.removeprefix("CAP_") for name in host["CapAdd"]} == {"NET_BIND_SERVICE", "SETGID", "SETUID"}, host
    # What the kernel says of the first process and of any that is started beside it: CAP_SETGID, CAP_SETUID, CAP_NET_BIND_SERVICE.
    for status in ("/proc/1/status", "/proc/self/status"):
        text = shop.sandbox.text("docker", "exec", proxy(shop), "cat", status)
        assert int(re.search(r"CapBnd:\s+([0-9a-f]+)", text)[1], 16) == 1 << 6 | 1 << 7 | 1 << 10, text
        assert re.search(r"NoNewPrivs:\s+1", text), text
    result = shop.sandbox.run("docker", "exec", proxy(shop), "chown", "1", "/etc/hostname", check=False)
    assert result.returncode != 0, result.stdout


def test_a_container_cannot_write_what_dusty_writes_for_it(shop):
    for name, path in (("web", "/command_files/x"), ("api", "/command_files/dusty_command_file_api.sh")):
        assert shop.inside(name, "sh", "-c", f"echo x > {path}", check=False).returncode != 0
    result = shop.sandbox.run("docker", "exec", proxy(shop), "sh", "-c", "echo x > /etc/nginx/conf.d/x", check=False)
    assert result.returncode != 0 and "read-only" in result.stderr.lower()
    assert shop.front()["products"] == 3


def test_links_where_dusty_reads_and_writes_show_and_change_nothing(shop, evil, shadow):
    evil(f"ln -sf {shadow} /commands/web/dusty_command_file_web.sh; ln -s {shadow} /commands/web/stolen; "
         f"ln -s /etc /commands/etc; ln -sf {shadow} /data/dustyNginx/dustyNginx.conf; "
         f"ln -sf {shadow} /data/dustyNginx/dustyNginx.conf.candidate")
    said = shop.dusty("plan").stdout + shop.dusty("plan", "--json").stdout + shop.dusty("up").stdout
    assert "root:" not in said
    assert evil("find /commands /data/dustyNginx -type l").stdout == ""
    assert "exec python" in evil("cat /commands/web/dusty_command_file_web.sh").stdout
    assert "server_name" in evil("cat /data/dustyNginx/dustyNginx.conf").stdout
    assert "everything" in shop.dusty("plan").stdout or "nothing" in shop.dusty("plan").stdout.lower()


def test_pipes_devices_and_endless_files_block_nothing(shop, evil):
    before = rss(shop)
    evil("mkfifo /commands/fifo /commands/web/fifo /data/dustyNginx/fifo; ln -s /dev/zero /commands/zero; "
         "truncate -s 1T /commands/web/huge; mknod /commands/zero2 c 1 5 || true")
    plans = [shop.sandbox.start("dusty", "plan") for _ in range(4)]
    start = time.monotonic()
    for _ in range(5):
        shop.status()
    assert time.monotonic() - start < 10
    for plan in plans:
        assert plan.wait(timeout=30) == 0
    assert rss(shop) - before < 60_000
    shop.dusty("up")
    assert evil("find /commands -type p -o -type l -o -type c -o -size +1000k").stdout == ""


def test_a_directory_that_is_filled_is_named(shop, evil):
    evil("python3 -c 'import os\nos.mkdir(\"/commands/full\")\nfor i in range(20100): open(f\"/commands/full/{i}\", \"w\")'")
    result = shop.dusty("plan", check=False)
    evil("rm -rf /commands/full")
    assert result.returncode == 1 and "command_files" in result.stderr
    shop.dusty("plan")


def test_no_container_reaches_the_pages_of_the_proxy_and_no_number_of_connections_cuts_the_daemon_off(shop, evil):
    assert evil("find /data /commands /copies -type s").stdout == ""
    # Not even one that has found the way there.
    before = len(shop.sandbox.text("ls", f"/proc/{shop.daemon}/fd").split())
    code = """
import contextlib, os, resource, socket, sys
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]; resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
os.chdir(sys.argv[1])
held = []
for number in range(5000):
    held.append(socket.socket(socket.AF_UNIX))
    held[-1].settimeout(20)
    with contextlib.suppress(OSError):
        held[-1].connect('pages.sock')
print('held', flush=True)
sys.stdin.read()
"""
    herd = shop.sandbox.start("/usr/bin/python3", "-c", code, shop.machine / "dusty_pages", stdin=-1, stdout=-1)
    try:
        assert herd.stdout.readline().strip() == "held"
        assert len(shop.sandbox.text("ls", f"/proc/{shop.daemon}/fd").split()) < before + 300
        began = time.monotonic()
        assert shop.status()["engine"]["reachable"]
        assert time.monotonic() - began < 5
    finally:
        herd.stdin.close()
        herd.wait(timeout=30)
    daemon = shop.daemon
    until(lambda: len(shop.sandbox.text("ls", f"/proc/{daemon}/fd").split()) <= before + 8, 30, "its connections are closed")


def commit(shop, directory, files):
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (directory / name).write_text(text)
    if not (directory / ".git").exists():
        shop._git("init", "-q", "-b", "master", directory)
    shop._git("-C", directory, "add", *files)
    shop._git("-C", directory, "commit", "-q", "-m", "Change")


def test_the_container_of_an_outer_repo_reaches_nothing_through_an_inner_one(shop, victim):
    outer = shop.directory / "nest" / "outer"
    commit(shop, outer, {".gitignore": "inner\n", "who": "outer"})
    commit(shop, outer / "inner", {"who": "inner"})
    app = "repo: {}\nmount: /code\nimage: python:3.11\ncommands: {{always: [exec sleep 100000]}}\ncompose: {{init: true}}\n"
    files = {f"apps/{name}.yml": app.format(path) for name, path in (("outer", outer), ("inner", outer / "inner"))}
    shop.publish({**files, "bundles/nest.yml": "apps: [outer, inner]\n"})
    shop.dusty("repos", "update", check=False)
    shop.dusty("bundles", "activate", "nest", check=False)
    if shop.dusty("up", check=False).returncode:
        shop.dusty("up")
    for name in ("outer", "inner"):
        assert shop.inside(name, "cat", "/code/who").stdout == name
    assert shop.inside("outer", "ls", "/code").stdout.split() == ["who"]
    shop.inside("outer", "ln", "-s", victim, "/code/inner")
    commit(shop, outer / "inner", {"who": "inner again"})
    shop.dusty("up")
    shop.dusty("sync", "inner")
    assert shop.inside("inner", "cat", "/code/who").stdout == "inner again"
    copies = [path.parent for path in (shop.machine / "dusty_repos").rglob("who")]
    nested = [path for path in copies if any(other != path and other in path.parents for other in copies)]
    assert len(copies) >= 2 and nested == []
    shop.remove("nest")


def test_a_copy_that_is_swapped_for_a_link_while_it_is_synced_leads_nowhere(shop, evil, victim):
    directory = shop.api / "raced"
    directory.mkdir()
    (directory / "precious").write_text("of the repo")
    shop.dusty("sync", "api")
    copy = next((shop.machine / "dusty_repos").rglob("raced")).relative_to(shop.machine / "dusty_repos")
    swap = (f"cd /copies/{copy.parent} && while :; do mv raced kept; ln -s {victim} raced; mv raced gone; mv kept raced; "
            "rm -f gone; done 2>/dev/null")
    racer = shop.sandbox.start("docker", "exec", "dusty_evil_1", "sh", "-c", swap)
    try:
        for number in range(10):
            (directory / "precious").write_text(f"of the repo {number}")
            (directory / f"new{number}").write_text("x")
            shop.dusty("sync", "api", check=False)
        # The whole copy, and what is above it.
        evil(f"cd /copies/{copy.parent.parent} && mv {copy.parent.name} aside && ln -s {victim} {copy.parent.name}")
        shop.dusty("sync", "api", check=False)
    finally:
        racer.kill()
        shop.sandbox.run("docker", "restart", "-t", "0", "dusty_evil_1")
        evil(f"cd /copies/{copy.parent.parent} && rm -rf aside")
    shutil.rmtree(directory)
    shop.dusty("up", "--json")
    shop.dusty("rebuild", "api")
    shop.until_front()


@contextlib.contextmanager
def attacking(shop, container, code):
    """Runs a program in a container, from when it says that it is ready."""
    log = shop.sandbox.directory / "attack.log"
    with log.open("w") as output:
        program = shop.sandbox.start("docker", "exec", container, "python3", "-uc", code, stdout=output, stderr=subprocess.STDOUT)
    try:
        until(lambda: "armed" in log.read_text(), 30, lambda: f"the attack is armed: {log.read_text()}")
        yield
    finally:
        program.kill()
        shop.sandbox.run("docker", "restart", "-t", "0", container)


def backup(shop, run, name):
    run(f"mkdir -p /data/{name}; echo '* * * * * root id' >/data/{name}/owned")
    file = shop.sandbox.directory / f"{name}.tar"
    shop.dusty("disk", "backup", file, name)
    return file


def test_stages_of_restores_are_cleared_through_no_link(shop, evil, victim):
    """What looks like one inside of /persist is a container's: it is not even looked at."""
    file = backup(shop, evil, "mine")
    with attacking(shop, "dusty_evil_1", f"""
import os, time
base = '/data/.dusty-restores'; top = base + '/staged-1'
os.makedirs(top, 0o700)
for number in range(6): os.mkdir(f'{{top}}/d{{number}}')
names = os.listdir(top); first, last = f'{{top}}/{{names[0]}}', f'{{top}}/{{names[-1]}}'
for number in range(20000): os.close(os.open(f'{{first}}/f{{number}}', os.O_CREAT | os.O_WRONLY))
sign = f'{{first}}/{{os.listdir(first)[0]}}'
print('armed')
while os.path.lexists(sign): time.sleep(0.0002)
os.rename(last, base + '/moved'); os.symlink({str(victim)!r}, last)
"""):
        shop.dusty("disk", "restore", file, "--yes")
    assert evil("ls /data/.dusty-restores/staged-1").stdout.split() == [f"d{number}" for number in range(6)]
    evil("rm -rf /data/.dusty-restores")


def test_a_restore_is_refused_where_only_places_that_containers_reach_could_hold_it(shop, victim):
    """With /persist a file system of its own, tar would unpack below what a container exchanges for a link meanwhile."""
    persist = shop.machine / "persist"
    precious = sorted(path.name for path in victim.iterdir())
    shop.sandbox.run("mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", persist)
    shop.sandbox.run("docker", "run", "-d", "--name", "attacker", "-v", f"{persist}:/data", "python:3.11", "sleep", "100000")
    try:
        file = backup(shop, lambda script: shop.sandbox.run("docker", "exec", "attacker", "sh", "-ec", script), "cron.d")
        with attacking(shop, "attacker", f"""
import os
base = '/data/.dusty-restores'
print('armed')
while True:
    try:
        for name in os.listdir(base):
            tree = f'{{base}}/{{name}}/tree'
            if name.startswith('staged-') and os.path.isdir(tree) and not os.path.islink(tree):
                os.rename(tree, f'{{base}}/{{name}}/old'); os.symlink({str(victim)!r}, tree)
    except OSError: pass
"""):
            result = shop.dusty("disk", "restore", file, "--yes", check=False)
        assert result.returncode == 1 and "file system of its own" in result.stderr, result.stderr
        assert f"mount that file system at {shop.machine}" in result.stderr, result.stderr
        assert shop.sandbox.text("ls", "-A", persist).split() == ["cron.d"]
        assert sorted(path.name for path in victim.iterdir()) == precious
    finally:
        shop.sandbox.run("docker", "rm", "-f", "attacker")
        shop.sandbox.run("umount", "-l", persist)


def test_lines_that_others_add_to_the_hosts_file_while_it_is_written_stay(shop):
    script = ("i=0; while [ ! -e /run/enough ]; do i=$((i + 1)); echo \"10.9.0.1 added$i\" >>/etc/hosts; "
              "sleep 0.005; done; echo $i")
    adder = shop.sandbox.start("sh", "-c", script, stdout=-1)
    for _ in range(4):
        shop.dusty("down")
        shop.dusty("up")
    shop.sandbox.run("touch", "/run/enough")
    count = int(adder.communicate(timeout=10)[0])
    lines = shop.sandbox.read("/etc/hosts").decode().splitlines()
    lost = [number for number in range(1, count + 1) if f"10.9.0.1 added{number}" not in lines]
    assert count > 100 and lost == [], f"{len(lost)} of {count}"
    assert lines.count("# BEGIN section for Dusty") == 1 and "127.65.0.1 api.shop.test" in lines
    shop.sandbox.run("sed", "-i", "/^10.9.0.1 /d", "/etc/hosts")


class Daemon:
    """A daemon of its own, with places of its own."""

    def __init__(self, sandbox, directory):
        self.sandbox, self.directory = sandbox, directory
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "hosts").write_text("127.0.0.1 localhost\n")
        self.environment = {
            "DUSTY_STATE_DIR": f"{directory}/state", "DUSTY_CONFIG_DIR": f"{directory}/etc",
            "DUSTY_HOSTS_FILE": f"{directory}/hosts", "DUSTY_SOCKET_PATH": f"/run/{directory.name}/dusty.sock",
        }

    def start(self, umask="022"):
        self.process = self.sandbox.start("sh", "-c", f"umask {umask}; exec dustyd --stack other", env=self.environment,
                                          stdout=-3, stderr=-3)
        until(lambda: self.dusty("status", "--json", check=False).returncode == 0, 20, "the daemon answers")

    def dusty(self, *arguments, **options):
        return self.sandbox.run("dusty", *arguments, env=self.environment, **options)

    def kill(self, signal="KILL"):
        version = json.loads(self.dusty("version", "--json").stdout)
        self.sandbox.run("kill", f"-{signal}", version["daemon"]["pid"])
        self.process.wait(timeout=30)


def test_every_first_start_makes_everything_with_the_right_mode(shop):
    closed = {"machine": 0o700, "test_runs": 0o700, "compose": 0o700}
    for number in range(12):
        daemon = Daemon(shop.sandbox, shop.directory / f"fresh{number}")
        if number == 11:
            # What an older one left open is closed.
            (daemon.directory / "state" / "machine").mkdir(parents=True, mode=0o755)
        daemon.start(umask=("022", "077", "000")[number % 3])
        socket = daemon.environment["DUSTY_SOCKET_PATH"]
        modes = shop.sandbox.text("stat", "-c", "%a %U", socket, pathlib.Path(socket).parent).splitlines()
        daemon.kill("TERM")
        assert modes == ["660 root", "755 root"]
        found = {str(path.relative_to(daemon.directory)): stat.S_IMODE(path.lstat().st_mode)
                 for path in daemon.directory.rglob("*") if not path.is_socket()}
        assert {name: found[f"state/{name}"] for name in closed} == closed
        assert not {name: oct(mode) for name, mode in found.items() if mode & 0o022}
        for name, mode in found.items():
            assert mode in (0o700, 0o755, 0o600, 0o644), (name, oct(mode))


def test_what_a_killed_daemon_did_not_finish_is_swept_and_nothing_else(shop):
    daemon = Daemon(shop.sandbox, shop.directory / "killed")
    theirs = [daemon.directory / name for name in ("hosts.dusty-backup", ".dusty-unfinished-mine", "etc/config.yml.bak")]
    dice = random.Random(7)
    daemon.start()
    for path in theirs:
        path.parent.mkdir(exist_ok=True)
        path.write_text("theirs")
    for round in range(8):
        stop = threading.Event()

        def write():
            number = 0
            while not stop.is_set():
                number += 1
                daemon.dusty("config", "set", "owner", ("root", "daemon")[number % 2], check=False)

        writers = [threading.Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
        time.sleep(0.05 + dice.random() / 5)
        daemon.kill()
        stop.set()
        for writer in writers:
            writer.join()
        for place in ("", "etc", "state", "state/compose", "state/machine/command_files/api"):
            directory = daemon.directory / place
            directory.mkdir(parents=True, exist_ok=True)
            (directory / LEAVING).write_text("half")
        daemon.start()
        left = [path for path in daemon.directory.rglob(".dusty-unfinished-*") if path not in theirs]
        assert left == []
    assert all(path.read_text() == "theirs" for path in theirs)
    daemon.kill("TERM")
