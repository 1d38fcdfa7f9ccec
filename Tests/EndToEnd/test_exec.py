"""Programs and files in containers, for member who may use Dusty and has no right on the engine's socket."""

import hashlib
import json
import os
import re
import subprocess

import pytest

from sandbox import until
from screen import Screen

SCRIPTS = r"""
scripts:
  - name: args
    description: Prints its arguments as JSON
    command: ["python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))'"]
  - {name: loop, command: ['for i in 1 2; do echo $i; done']}
  - name: here
    command:
      - |
        python3 - <<E
        import sys; print(sys.argv[1:], "$HOME")
        E
  - {name: leave, description: Ends with a code, command: [exit]}
  - {name: sum, description: Sums what it reads, command: [sha256sum]}
"""


@pytest.fixture(scope="module")
def member(shop):
    """The beginning of a command line that runs as a member of the group; their directory is the second value."""
    shop.sandbox.run("useradd", "--no-create-home", "member")
    shop.sandbox.run("usermod", "-aG", "dusty", "member")
    directory = shop.sandbox.directory / "member"
    directory.mkdir()
    shop.sandbox.run("chown", "member:member", directory)
    worker = (shop.specs / "apps" / "worker.yml").read_text()
    shop.publish({"apps/worker.yml": worker + SCRIPTS})
    shop.dusty("up")
    return Member(shop.sandbox, directory)


class Member:
    command = ("setpriv", "--reuid", "member", "--regid", "member", "--init-groups", "dusty")

    def __init__(self, sandbox, directory):
        self.sandbox, self.directory = sandbox, directory

    def dusty(self, *arguments, check=True, **options):
        return self.sandbox.run(*self.command, *arguments, check=check, cwd=self.directory, **options)

    def start(self, *arguments, **options):
        return self.sandbox.start(*self.command, *arguments, cwd=self.directory, **options)

    def text(self, *arguments, **options):
        return self.dusty(*arguments, **options).stdout.strip()

    def refused(self, *arguments, code=1):
        result = self.dusty(*arguments, check=False)
        assert result.returncode == code, (result.stdout, result.stderr)
        return result.stderr

    def processes(self, name, command):
        """Processes of a container by their whole command line."""
        lines = self.sandbox.text("docker", "exec", f"dusty_{name}_1", "ps", "-o", "args").splitlines()
        return [line for line in lines if line.strip() == command]


def test_they_cannot_reach_the_engine(member):
    docker = (*member.command[:-1], "docker", "ps")
    assert member.sandbox.run(*docker, check=False).returncode != 0


# Scripts and shells

def test_A116_scripts_are_listed(member):
    table = member.text("scripts", "worker")
    assert re.search(r"SCRIPT +DESCRIPTION", table) and re.search(r"args +Prints its arguments as JSON", table), table
    assert [script["name"] for script in json.loads(member.text("scripts", "--json"))] == ["args", "here", "leave", "loop", "sum"]
    assert member.text("scripts", "web") == "web has no scripts"
    assert "wrker" in member.refused("scripts", "wrker")
    assert "arg" in member.refused("scripts", "worker", "arg")


@pytest.mark.parametrize("arguments", [
    [], ["one"], ["--flag"], ["--flag", "-o", "value"], ["a b", "", "it's", '"', "$(id)", ";", "*", "\\"],
    ["--help"], ["-d"], ["--json"], ["two\nlines"], ["ünï", "🦆"], ["a", "--", "b"], ["x" * 100_000],
])
def test_A117_A119_a_script_gets_its_arguments_exactly(member, arguments):
    for separator in ([], ["--"]):
        assert json.loads(member.text("scripts", "worker", "args", *separator, *arguments)) == arguments


def test_F08_a_script_may_end_with_any_command_and_says_when_arguments_cannot_go_to_it(member):
    assert member.text("scripts", "worker", "loop") == "1\n2"
    said = member.refused("scripts", "worker", "loop", "x", code=64)
    assert "the script loop takes no arguments" in said and 'write "$@"' in said
    assert member.text("scripts", "worker", "here", "a b") == "['a b'] /root"


def test_A119_the_exit_code_is_the_scripts(member):
    for code in (0, 1, 7, 130):
        assert member.dusty("scripts", "worker", "leave", code, check=False).returncode == code


def test_input_flows_into_a_script_whole(member):
    data = os.urandom(5_000_000)
    result = member.dusty("scripts", "worker", "sum", input=data, text=False)
    assert result.stdout.split()[0].decode() == hashlib.sha256(data).hexdigest()


def test_output_flows_out_whole_and_a_reader_may_leave(member):
    command = "import sys; sys.stdout.buffer.write(bytes(range(256)) * 40_000)"
    result = member.dusty("shell", "api", "--", "python3", "-c", command, text=False)
    assert result.stdout == bytes(range(256)) * 40_000
    line = " ".join(member.command) + " shell api -- yes | head -n 2"
    assert member.sandbox.text("sh", "-c", line, timeout=20) == "y\ny"


def test_A118_a_shell_is_a_pipe_without_a_terminal(member):
    assert member.text("shell", "api", input="id -u; tty\nexit 4\n", check=False) == "0\nnot a tty"
    result = member.dusty("shell", "redis", "--", "sh", "-c", "echo out; echo err >&2; exit 3", check=False)
    assert (result.stdout, result.stderr, result.returncode) == ("out\n", "err\n", 3)
    assert member.text("shell", "--user", "nobody", "redis", "--", "id", "-un") == "nobody"
    assert "apo" in member.refused("shell", "apo")
    missing = member.dusty("shell", "redis", "--", "no-such-program", check=False)
    assert missing.returncode in (126, 127) and "no-such-program" in missing.stdout + missing.stderr


def test_the_shell_is_bash_where_there_is_one(member):
    bash = member.directory / "bash"
    bash.write_text("#!/bin/sh\necho this is bash\n")
    bash.chmod(0o755)
    member.dusty("cp", "bash", "redis:/usr/bin/bash")
    assert member.text("shell", "redis", input="") == "this is bash"
    member.dusty("shell", "redis", "--", "rm", "/usr/bin/bash")


def test_a_shell_has_a_real_terminal(member):
    screen = Screen(member.sandbox, " ".join(member.command) + " shell api")
    try:
        screen.until(r"^# *$")
        screen.type("stty size; echo $TERM\n")
        screen.until(r"^40 120$")
        screen.resize(90, 30)
        screen.until(r"^# *$")
        until(lambda: (screen.type("clear; stty size\n"), screen.until(r"^\d+ \d+$"))[1].count("30 90"), 10, "its new size")
        screen.type("clear; sleep 600\n")
        until(lambda: member.processes("api", "sleep 600"), 10, "it sleeps")
        screen.press("C-c")
        screen.until(r"^# *$")
        assert not member.processes("api", "sleep 600")
        screen.type("exit 5\n")
        screen.until(r"ready\$ *$")
        screen.type("echo code $?\n")
        screen.until(r"^code 5$")
        assert_restored(screen)
    finally:
        screen.close()


def assert_restored(screen):
    screen.type("clear; stty -a\n")
    text = screen.until(r"\bicanon\b")
    assert re.search(r"(?<!-)\becho\b", text) and re.search(r"(?<!-)\bicanon\b", text), text


@pytest.mark.parametrize("terminal", [False, True])
def test_what_a_killed_client_started_ends(member, terminal):
    seconds = 4321 + terminal
    if terminal:
        screen = Screen(member.sandbox, " ".join(member.command) + f" shell worker -- sleep {seconds}")
    else:
        member.start("shell", "worker", "--", "sleep", seconds, stdin=subprocess.PIPE)
    until(lambda: member.processes("worker", f"sleep {seconds}"), 10, "it runs")
    member.sandbox.run("pkill", "-KILL", "-x", "dusty")
    until(lambda: not member.processes("worker", f"sleep {seconds}"), 10, "it has ended")
    if terminal:
        screen.close()


def test_a_program_that_does_not_read_and_does_not_care_ends_too(member):
    code = "import signal, time; signal.signal(signal.SIGHUP, signal.SIG_IGN); time.sleep(987)"
    client = member.start("shell", "worker", "--", "python3", "-c", code, stdin=open("/dev/zero", "rb"))
    until(lambda: member.processes("worker", f"python3 -c {code}"), 10, "it runs")
    member.sandbox.run("pkill", "-KILL", "-x", "dusty")
    client.wait()
    until(lambda: not member.processes("worker", f"python3 -c {code}"), 15, "it has ended")


def test_an_interrupt_is_the_programs(member):
    code = "import signal, sys, time; signal.signal(signal.SIGINT, lambda *_: sys.exit(9)); print('go', flush=True); time.sleep(60)"
    client = member.start("shell", "worker", "--", "python3", "-c", code, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert client.stdout.readline() == "go\n"
    member.sandbox.run("pkill", "-INT", "-x", "dusty")
    assert client.wait(timeout=15) == 9


def test_the_terminal_is_restored_when_the_daemon_dies(shop, member):
    screen = Screen(member.sandbox, " ".join(member.command) + " shell api")
    try:
        screen.until(r"^# *$")
        shop.sandbox.run("kill", "-KILL", shop.daemon)
        screen.until(r"error: .*daemon")
        screen.until(r"ready\$ *$")
        assert_restored(screen)
    finally:
        screen.close()
        shop.sandbox.run("Scripts/daemon", "start")
    shop.until_state("api", "up")


# Files

@pytest.fixture
def tree(member):
    """A directory with names and modes that are no help."""
    root = member.directory / "tree"
    files = {"plain": b"text", "-rf": b"dash", "ünï 🦆": b"unicode", "sub dir/run": b"#!/bin/sh\n", "new\nline": b"", "a:b": b"c",
             "n" * 200: b"long", os.fsdecode(b"F17 caf\xe9"): b"no UTF-8"}
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (root / "sub dir" / "run").chmod(0o750)
    (root / "link").symlink_to("sub dir/run")
    (root / "nowhere").symlink_to("/no/where")
    member.sandbox.run("chown", "-R", "--no-dereference", "member:member", root)
    yield files
    member.sandbox.run("sh", "-c", "rm -rf ./* ./.[!.]*", cwd=member.directory)


def contents(directory, files):
    assert {name: (directory / name).read_bytes() for name in files} == files
    assert os.readlink(directory / "link") == "sub dir/run" and os.readlink(directory / "nowhere") == "/no/where"
    assert (directory / "sub dir" / "run").stat().st_mode & 0o777 == 0o750


def test_A97_A98_a_directory_goes_in_across_and_out(member, tree):
    member.dusty("cp", "tree", "api:/tmp")
    member.dusty("cp", "api:/tmp/tree", "worker:/made/on/the/way")
    member.dusty("cp", "worker:/made/on/the/way", "back")
    contents(member.directory / "back", tree)
    owners = member.sandbox.text("find", member.directory / "back", "-printf", "%u\n")
    assert set(owners.splitlines()) == {"member"}
    inside = member.text("shell", "api", "--", "find", "/tmp/tree", "-exec", "stat", "-c", "%u:%g", "{}", "+")
    assert set(inside.splitlines()) == {"0:0"}
    member.dusty("cp", "worker:/made/on/the/way/.", "back")
    contents(member.directory / "back", tree)
    member.dusty("cp", "api:/tmp/tree", "back")
    contents(member.directory / "back" / "tree", tree)


def test_A97_A98_a_file_goes_in_across_and_out(member, tree):
    member.dusty("cp", "tree/plain", "api:/tmp/one")
    member.dusty("cp", "api:/tmp/one", "worker:/tmp")
    member.dusty("cp", "tree/-rf", "worker:/tmp/one")
    member.dusty("cp", "worker:/tmp/one", ".")
    assert (member.directory / "one").read_bytes() == b"dash"
    time = os.stat(member.directory / "tree" / "-rf").st_mtime
    assert abs(os.stat(member.directory / "one").st_mtime - time) < 1
    member.dusty("cp", "--", "./tree/a:b", "worker:/tmp/-n")
    assert member.text("shell", "worker", "--", "cat", "/tmp/-n") == "c"


def test_a_large_file_flows_through_a_small_daemon(shop, member):
    data = os.urandom(1 << 20) * 50
    (member.directory / "large").write_bytes(data)
    member.dusty("cp", "large", "api:/tmp/large")
    member.dusty("cp", "api:/tmp/large", "worker:/tmp/large")
    member.dusty("cp", "worker:/tmp/large", "small")
    assert (member.directory / "small").read_bytes() == data
    peak = shop.sandbox.text("sh", "-c", f"grep VmHWM /proc/{shop.daemon}/status")
    assert int(peak.split()[1]) < 200_000, peak


def test_owners_are_kept_when_asked(shop, member, tree):
    shop.sandbox.run("chown", "1234:4321", member.directory / "tree" / "plain")
    member.dusty("cp", "-a", "tree", "api:/tmp/kept")
    stat = ("shell", "api", "--", "stat", "-c", "%u:%g")
    assert member.text(*stat, "/tmp/kept/plain") == "1234:4321"
    shop.dusty("cp", "-a", "api:/tmp/kept", "kept", cwd=member.directory)
    status = (member.directory / "kept" / "plain").stat()
    assert (status.st_uid, status.st_gid) == (1234, 4321)


def test_A99_a_missing_side_is_named(member):
    assert "/none" in (said := member.refused("cp", "api:/none", "x")) and "container of api" in said
    assert "none on this host" in member.refused("cp", "none", "api:/tmp")
    assert "no/where" in member.refused("cp", "api:/etc/passwd", "no/where/x")
    assert "not an absolute path" in member.refused("cp", "api:etc", "x")
    assert "neither path" in member.refused("cp", "a", "b")
    assert "apo" in member.refused("cp", "apo:/etc", "x")


def test_what_they_may_not_read_or_write_stays_so(member):
    assert "Permission denied" in member.refused("cp", "/etc/shadow", "api:/tmp")
    assert "Permission denied" in member.refused("cp", "api:/etc/passwd", "/etc/dusty-was-here")


# Logs, and containers that do not run

def test_A100_logs_begin_where_they_are_asked_to(shop, member):
    shop.get("http://api.shop.test/asked")
    until(lambda: "GET /asked" in member.text("logs", "-n", "5", "api"), 10, "the line comes")
    assert len(member.text("logs", "--tail", "2", "api").splitlines()) == 2
    assert "GET /asked" in member.text("logs", "--since", "5m", "api")
    assert member.text("logs", "--since", "2100-01-01T00:00:00Z", "api") == ""
    assert member.dusty("logs", "--since", "soon", "api", check=False).returncode == 64
    times = [line.split()[2] for line in member.text("logs", "-t", "api", "worker").splitlines()]
    assert times == sorted(times) and times


def test_A101_a_stopped_container_has_logs_and_files_but_no_shell(shop, member):
    shop.dusty("stop", "worker")
    shop.row("worker")
    assert "worker" in member.text("logs", "worker")
    member.dusty("cp", "worker:/etc/passwd", "passwd")
    member.dusty("cp", "passwd", "worker:/tmp/passwd")
    said = member.refused("shell", "worker")
    assert "worker is not running" in said and "dusty up" in said
    assert "worker is not running" in member.refused("scripts", "worker", "args")
    shop.dusty("up")
    assert "root:" in member.text("shell", "worker", "--", "cat", "/tmp/passwd")


def test_F19_logs_that_cannot_be_read_say_why(shop, member):
    mute = "image: redis:7.0\nlogging: {driver: none}\n"
    shop.publish({"services/mute.yml": mute, "bundles/mute.yml": "services: [mute]\n"})
    # The first brings the new specs here.
    shop.dusty("up")
    shop.dusty("bundles", "activate", "mute")
    shop.dusty("up")
    assert "the log driver none of mute keeps nothing" in member.refused("logs", "mute")
    assert "the log driver none of mute keeps nothing" in member.text("logs", "-n", "1", "mute", "api")
    shop.sandbox.stop_engine()
    try:
        until(lambda: member.dusty("logs", "api", check=False).returncode == 69, 30, "the engine's end is known")
    finally:
        shop.sandbox.start_engine()


# Containers for one program

def one_offs(member):
    return member.sandbox.text("docker", "ps", "-a", "--filter", "label=dusty.run", "--format", "{{.Names}} {{.Status}}").splitlines()


def until_gone(member):
    until(lambda: not one_offs(member), 20, lambda: f"no container is left; now {one_offs(member)}")


def test_run_has_a_container_like_the_other_which_goes_with_its_program(member):
    member.sandbox.run("dusty", "up", "--no-pull")
    assert member.text("run", "worker", "sh", "-c", "hostname; pwd").splitlines()[0] != \
        member.text("shell", "worker", "--", "hostname")
    seen = "echo $PATH $HOME; pwd; id; ls /command_files; python3 -c 'import socket; print(socket.gethostbyname(\"redis\"))'"
    assert member.text("run", "worker", "sh", "-c", seen) == member.text("shell", "worker", "--", "sh", "-c", seen)
    assert member.dusty("run", "worker", "--", "sh", "-c", "echo bad >&2; exit 7", check=False).returncode == 7
    assert member.text("run", "-u", "65534", "worker", "id", "-u") == "65534"
    data = os.urandom(3_000_000)
    result = member.dusty("run", "worker", "sha256sum", input=data, text=False)
    assert result.stdout.split()[0].decode() == hashlib.sha256(data).hexdigest()
    missing = member.dusty("run", "worker", "no-such-program", check=False)
    assert missing.returncode != 0 and "no-such-program" in missing.stderr
    assert "worker" in member.refused("run", "wrker", "true")
    assert one_offs(member) == []


def test_run_leaves_nothing_when_client_or_daemon_are_killed(member):
    client = member.start("run", "worker", "sleep", "600")
    until(lambda: one_offs(member), 20, "the container is there")
    member.sandbox.run("pkill", "-KILL", "-x", "dusty")
    until_gone(member)
    client.wait(timeout=10)
    client = member.start("run", "worker", "sleep", "601", stderr=-3)
    until(lambda: one_offs(member), 20, "the container is there")
    pid = json.loads(member.sandbox.text("dusty", "version", "--json"))["daemon"]["pid"]
    member.sandbox.run("kill", "-KILL", pid)
    assert client.wait(timeout=20) != 0 and one_offs(member)
    member.sandbox.run("Scripts/daemon", "start")
    until_gone(member)


def test_run_on_a_terminal_has_one(member):
    screen = Screen(member.sandbox, " ".join(member.command) + " run worker sh")
    try:
        screen.until(r"^# *$")
        screen.type("stty size; echo $TERM\n")
        screen.until(r"^40 120$")
        screen.resize(90, 30)
        until(lambda: (screen.type("clear; stty size\n"), screen.until(r"^\d+ \d+$"))[1].count("30 90"), 10, "its new size")
        screen.type("exit 5\n")
        screen.until(r"ready\$ *$")
        assert_restored(screen)
    finally:
        screen.close()
