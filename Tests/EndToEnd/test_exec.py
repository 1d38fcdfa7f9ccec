"""Programs and files in containers, for somebody who may use Dusty and has no right on the engine's socket."""

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
def somebody(shop):
    """The beginning of a command line that runs as a member of the group; their directory is the second value."""
    shop.sandbox.run("useradd", "--no-create-home", "somebody")
    shop.sandbox.run("usermod", "-aG", "dusty", "somebody")
    directory = shop.sandbox.directory / "somebody"
    directory.mkdir()
    shop.sandbox.run("chown", "somebody:somebody", directory)
    worker = (shop.specs / "apps" / "worker.yml").read_text()
    shop.publish({"apps/worker.yml": worker + SCRIPTS})
    shop.dusty("up")
    return Somebody(shop.sandbox, directory)


class Somebody:
    command = ("setpriv", "--reuid", "somebody", "--regid", "somebody", "--init-groups", "dusty")

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


def test_they_cannot_reach_the_engine(somebody):
    docker = (*somebody.command[:-1], "docker", "ps")
    assert somebody.sandbox.run(*docker, check=False).returncode != 0


# Scripts and shells

def test_A116_scripts_are_listed(somebody):
    table = somebody.text("scripts", "worker")
    assert re.search(r"SCRIPT +DESCRIPTION", table) and re.search(r"args +Prints its arguments as JSON", table), table
    assert [script["name"] for script in json.loads(somebody.text("scripts", "--json"))] == ["args", "here", "leave", "loop", "sum"]
    assert somebody.text("scripts", "web") == "web has no scripts"
    assert "wrker" in somebody.refused("scripts", "wrker")
    assert "arg" in somebody.refused("scripts", "worker", "arg")


@pytest.mark.parametrize("arguments", [
    [], ["one"], ["--flag"], ["--flag", "-o", "value"], ["a b", "", "it's", '"', "$(id)", ";", "*", "\\"],
    ["--help"], ["-d"], ["--json"], ["two\nlines"], ["ünï", "🦆"], ["a", "--", "b"], ["x" * 100_000],
])
def test_A117_A119_a_script_gets_its_arguments_exactly(somebody, arguments):
    for separator in ([], ["--"]):
        assert json.loads(somebody.text("scripts", "worker", "args", *separator, *arguments)) == arguments


def test_F08_a_script_may_end_with_any_command_and_says_when_arguments_cannot_go_to_it(somebody):
    assert somebody.text("scripts", "worker", "loop") == "1\n2"
    said = somebody.refused("scripts", "worker", "loop", "x", code=64)
    assert "the script loop takes no arguments" in said and 'write "$@"' in said
    assert somebody.text("scripts", "worker", "here", "a b") == "['a b'] /root"


def test_A119_the_exit_code_is_the_scripts(somebody):
    for code in (0, 1, 7, 130):
        assert somebody.dusty("scripts", "worker", "leave", code, check=False).returncode == code


def test_input_flows_into_a_script_whole(somebody):
    data = os.urandom(5_000_000)
    result = somebody.dusty("scripts", "worker", "sum", input=data, text=False)
    assert result.stdout.split()[0].decode() == hashlib.sha256(data).hexdigest()


def test_output_flows_out_whole_and_a_reader_may_leave(somebody):
    command = "import sys; sys.stdout.buffer.write(bytes(range(256)) * 40_000)"
    result = somebody.dusty("shell", "api", "--", "python3", "-c", command, text=False)
    assert result.stdout == bytes(range(256)) * 40_000
    line = " ".join(somebody.command) + " shell api -- yes | head -n 2"
    assert somebody.sandbox.text("sh", "-c", line, timeout=20) == "y\ny"


def test_A118_a_shell_is_a_pipe_without_a_terminal(somebody):
    assert somebody.text("shell", "api", input="id -u; tty\nexit 4\n", check=False) == "0\nnot a tty"
    result = somebody.dusty("shell", "redis", "--", "sh", "-c", "echo out; echo err >&2; exit 3", check=False)
    assert (result.stdout, result.stderr, result.returncode) == ("out\n", "err\n", 3)
    assert somebody.text("shell", "--user", "nobody", "redis", "--", "id", "-un") == "nobody"
    assert "apo" in somebody.refused("shell", "apo")
    missing = somebody.dusty("shell", "redis", "--", "no-such-program", check=False)
    assert missing.returncode in (126, 127) and "no-such-program" in missing.stdout + missing.stderr


def test_the_shell_is_bash_where_there_is_one(somebody):
    bash = somebody.directory / "bash"
    bash.write_text("#!/bin/sh\necho this is bash\n")
    bash.chmod(0o755)
    somebody.dusty("cp", "bash", "redis:/usr/bin/bash")
    assert somebody.text("shell", "redis", input="") == "this is bash"
    somebody.dusty("shell", "redis", "--", "rm", "/usr/bin/bash")


def test_a_shell_has_a_real_terminal(somebody):
    screen = Screen(somebody.sandbox, " ".join(somebody.command) + " shell api")
    try:
        screen.until(r"^# *$")
        screen.type("stty size; echo $TERM\n")
        screen.until(r"^40 120$")
        screen.resize(90, 30)
        screen.until(r"^# *$")
        until(lambda: (screen.type("clear; stty size\n"), screen.until(r"^\d+ \d+$"))[1].count("30 90"), 10, "its new size")
        screen.type("clear; sleep 600\n")
        until(lambda: somebody.processes("api", "sleep 600"), 10, "it sleeps")
        screen.press("C-c")
        screen.until(r"^# *$")
        assert not somebody.processes("api", "sleep 600")
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
def test_what_a_killed_client_started_ends(somebody, terminal):
    seconds = 4321 + terminal
    if terminal:
        screen = Screen(somebody.sandbox, " ".join(somebody.command) + f" shell worker -- sleep {seconds}")
    else:
        somebody.start("shell", "worker", "--", "sleep", seconds, stdin=subprocess.PIPE)
    until(lambda: somebody.processes("worker", f"sleep {seconds}"), 10, "it runs")
    somebody.sandbox.run("pkill", "-KILL", "-x", "dusty")
    until(lambda: not somebody.processes("worker", f"sleep {seconds}"), 10, "it has ended")
    if terminal:
        screen.close()


def test_a_program_that_does_not_read_and_does_not_care_ends_too(somebody):
    code = "import signal, time; signal.signal(signal.SIGHUP, signal.SIG_IGN); time.sleep(987)"
    client = somebody.start("shell", "worker", "--", "python3", "-c", code, stdin=open("/dev/zero", "rb"))
    until(lambda: somebody.processes("worker", f"python3 -c {code}"), 10, "it runs")
    somebody.sandbox.run("pkill", "-KILL", "-x", "dusty")
    client.wait()
    until(lambda: not somebody.processes("worker", f"python3 -c {code}"), 15, "it has ended")


def test_an_interrupt_is_the_programs(somebody):
    code = "import signal, sys, time; signal.signal(signal.SIGINT, lambda *_: sys.exit(9)); print('go', flush=True); time.sleep(60)"
    client = somebody.start("shell", "worker", "--", "python3", "-c", code, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert client.stdout.readline() == "go\n"
    somebody.sandbox.run("pkill", "-INT", "-x", "dusty")
    assert client.wait(timeout=15) == 9


def test_the_terminal_is_restored_when_the_daemon_dies(shop, somebody):
    screen = Screen(somebody.sandbox, " ".join(somebody.command) + " shell api")
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
def tree(somebody):
    """A directory with names and modes that are no help."""
    root = somebody.directory / "tree"
    files = {"plain": b"text", "-rf": b"dash", "ünï 🦆": b"unicode", "sub dir/run": b"#!/bin/sh\n", "new\nline": b"", "a:b": b"c",
             "n" * 200: b"long", os.fsdecode(b"F17 caf\xe9"): b"no UTF-8"}
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (root / "sub dir" / "run").chmod(0o750)
    (root / "link").symlink_to("sub dir/run")
    (root / "nowhere").symlink_to("/no/where")
    somebody.sandbox.run("chown", "-R", "--no-dereference", "somebody:somebody", root)
    yield files
    somebody.sandbox.run("sh", "-c", "rm -rf ./* ./.[!.]*", cwd=somebody.directory)


def contents(directory, files):
    assert {name: (directory / name).read_bytes() for name in files} == files
    assert os.readlink(directory / "link") == "sub dir/run" and os.readlink(directory / "nowhere") == "/no/where"
    assert (directory / "sub dir" / "run").stat().st_mode & 0o777 == 0o750


def test_A97_A98_a_directory_goes_in_across_and_out(somebody, tree):
    somebody.dusty("cp", "tree", "api:/tmp")
    somebody.dusty("cp", "api:/tmp/tree", "worker:/made/on/the/way")
    somebody.dusty("cp", "worker:/made/on/the/way", "back")
    contents(somebody.directory / "back", tree)
    owners = somebody.sandbox.text("find", somebody.directory / "back", "-printf", "%u\n")
    assert set(owners.splitlines()) == {"somebody"}
    inside = somebody.text("shell", "api", "--", "find", "/tmp/tree", "-exec", "stat", "-c", "%u:%g", "{}", "+")
    assert set(inside.splitlines()) == {"0:0"}
    somebody.dusty("cp", "worker:/made/on/the/way/.", "back")
    contents(somebody.directory / "back", tree)
    somebody.dusty("cp", "api:/tmp/tree", "back")
    contents(somebody.directory / "back" / "tree", tree)


def test_A97_A98_a_file_goes_in_across_and_out(somebody, tree):
    somebody.dusty("cp", "tree/plain", "api:/tmp/one")
    somebody.dusty("cp", "api:/tmp/one", "worker:/tmp")
    somebody.dusty("cp", "tree/-rf", "worker:/tmp/one")
    somebody.dusty("cp", "worker:/tmp/one", ".")
    assert (somebody.directory / "one").read_bytes() == b"dash"
    time = os.stat(somebody.directory / "tree" / "-rf").st_mtime
    assert abs(os.stat(somebody.directory / "one").st_mtime - time) < 1
    somebody.dusty("cp", "--", "./tree/a:b", "worker:/tmp/-n")
    assert somebody.text("shell", "worker", "--", "cat", "/tmp/-n") == "c"


def test_a_large_file_flows_through_a_small_daemon(shop, somebody):
    data = os.urandom(1 << 20) * 50
    (somebody.directory / "large").write_bytes(data)
    somebody.dusty("cp", "large", "api:/tmp/large")
    somebody.dusty("cp", "api:/tmp/large", "worker:/tmp/large")
    somebody.dusty("cp", "worker:/tmp/large", "small")
    assert (somebody.directory / "small").read_bytes() == data
    peak = shop.sandbox.text("sh", "-c", f"grep VmHWM /proc/{shop.daemon}/status")
    assert int(peak.split()[1]) < 200_000, peak


def test_owners_are_kept_when_asked(shop, somebody, tree):
    shop.sandbox.run("chown", "1234:4321", somebody.directory / "tree" / "plain")
    somebody.dusty("cp", "-a", "tree", "api:/tmp/kept")
    stat = ("shell", "api", "--", "stat", "-c", "%u:%g")
    assert somebody.text(*stat, "/tmp/kept/plain") == "1234:4321"
    shop.dusty("cp", "-a", "api:/tmp/kept", "kept", cwd=somebody.directory)
    status = (somebody.directory / "kept" / "plain").stat()
    assert (status.st_uid, status.st_gid) == (1234, 4321)


def test_A99_a_missing_side_is_named(somebody):
    assert "/none" in (said := somebody.refused("cp", "api:/none", "x")) and "container of api" in said
    assert "none on this host" in somebody.refused("cp", "none", "api:/tmp")
    assert "no/where" in somebody.refused("cp", "api:/etc/passwd", "no/where/x")
    assert "not an absolute path" in somebody.refused("cp", "api:etc", "x")
    assert "neither path" in somebody.refused("cp", "a", "b")
    assert "apo" in somebody.refused("cp", "apo:/etc", "x")


def test_what_they_may_not_read_or_write_stays_so(somebody):
    assert "Permission denied" in somebody.refused("cp", "/etc/shadow", "api:/tmp")
    assert "Permission denied" in somebody.refused("cp", "api:/etc/passwd", "/etc/dusty-was-here")


# Logs, and containers that do not run

def test_A100_logs_begin_where_they_are_asked_to(shop, somebody):
    shop.get("http://api.shop.test/asked")
    until(lambda: "GET /asked" in somebody.text("logs", "-n", "5", "api"), 10, "the line comes")
    assert len(somebody.text("logs", "--tail", "2", "api").splitlines()) == 2
    assert "GET /asked" in somebody.text("logs", "--since", "5m", "api")
    assert somebody.text("logs", "--since", "2100-01-01T00:00:00Z", "api") == ""
    assert somebody.dusty("logs", "--since", "soon", "api", check=False).returncode == 64
    times = [line.split()[2] for line in somebody.text("logs", "-t", "api", "worker").splitlines()]
    assert times == sorted(times) and times


def test_A101_a_stopped_container_has_logs_and_files_but_no_shell(shop, somebody):
    shop.dusty("stop", "worker")
    shop.row("worker")
    assert "worker" in somebody.text("logs", "worker")
    somebody.dusty("cp", "worker:/etc/passwd", "passwd")
    somebody.dusty("cp", "passwd", "worker:/tmp/passwd")
    said = somebody.refused("shell", "worker")
    assert "worker is not running" in said and "dusty up" in said
    assert "worker is not running" in somebody.refused("scripts", "worker", "args")
    shop.dusty("up")
    assert "root:" in somebody.text("shell", "worker", "--", "cat", "/tmp/passwd")


def test_F19_logs_that_cannot_be_read_say_why(shop, somebody):
    mute = "image: redis:7.0\nlogging: {driver: none}\n"
    shop.publish({"services/mute.yml": mute, "bundles/mute.yml": "services: [mute]\n"})
    # The first brings the new specs here.
    shop.dusty("up")
    shop.dusty("bundles", "activate", "mute")
    shop.dusty("up")
    assert "the log driver none of mute keeps nothing" in somebody.refused("logs", "mute")
    assert "the log driver none of mute keeps nothing" in somebody.text("logs", "-n", "1", "mute", "api")
    shop.sandbox.stop_engine()
    try:
        until(lambda: somebody.dusty("logs", "api", check=False).returncode == 69, 30, "the engine's end is known")
    finally:
        shop.sandbox.start_engine()
