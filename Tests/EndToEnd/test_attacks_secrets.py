"""Secrets, files that cannot be read, and names that would like to drive a terminal: the real programs, one stack."""

import json
import re
import subprocess
import tarfile

import pytest

from sandbox import until

SECRET = "hunter2-very-secret"
OTHER = "tok-0penSesame-77"
BOM = "\ufeff"
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class World:
    """The example's specs with one service, whose variables are secret."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.specs = sandbox.directory / "specs"
        self.etc = "/etc/dusty"
        self.state = sandbox.directory / "state"
        for path, text in {
            "bundles/all.yml": "services: [cache]\n",
            "services/cache.yml": "image: redis:7.0\nenvironment: {LEVEL: info, API_TOKEN: " + OTHER + "}\n",
        }.items():
            (self.specs / path).parent.mkdir(parents=True, exist_ok=True)
            (self.specs / path).write_text(text)
        sandbox.run("git", "init", "-q", "--initial-branch=main", self.specs)
        self.commit()
        # A variable of the daemon that no container may see.
        sandbox.run("Scripts/daemon", "start", env={"DAEMONS_OWN": SECRET})
        self.dusty("setup", "--specs-repo", self.specs, "--bundle", "all")

    def commit(self):
        git = ("git", "-c", "user.name=Bob", "-c", "user.email=bob@example.org", "-C", self.specs)
        self.sandbox.run(*git, "add", "-A")
        self.sandbox.run(*git, "commit", "-q", "--allow-empty", "-m", "Change")

    def dusty(self, *arguments, **options):
        return self.sandbox.run("dusty", *arguments, **options)

    def said(self, *arguments):
        """All that a command prints, whatever becomes of it."""
        result = self.dusty(*arguments, check=False)
        return result.stdout + result.stderr

    def curl(self, path):
        return self.sandbox.text("curl", "-sS", "--unix-socket", "/var/run/dusty/dusty.sock", f"http://dusty{path}")

    def write(self, path, content):
        """Writes a file as root in the sandbox."""
        data = content if isinstance(content, bytes) else content.encode()
        subprocess.run(self.sandbox.inside("tee", path), input=data, stdout=subprocess.DEVNULL, check=True)

    def restart(self):
        self.sandbox.run("Scripts/daemon", "stop")
        self.sandbox.run("Scripts/daemon", "start", env={"DAEMONS_OWN": SECRET})

    def warnings(self):
        return json.loads(self.sandbox.text("dusty", "status", "--json"))["warnings"]

    def containers(self):
        return self.sandbox.text("docker", "ps", "-q", "--no-trunc", "--filter", "label=dusty.service=cache").split()


@pytest.fixture(scope="module")
def world(sandbox):
    return World(sandbox)


def test_F01_a_file_of_variables_with_a_byte_order_mark_sets_them_by_their_names(world):
    world.dusty("env", "set", "cache", "FIRST", "old")
    world.dusty("env", "set", "cache", "--file", "-", input=f"{BOM}FIRST=new\r\nDB_PASSWORD={SECRET}\r\n")
    listed = json.loads(world.dusty("env", "list", "cache", "--show", "--json").stdout)
    assert {row["name"]: row["value"] for row in listed[0]["variables"]} == {"FIRST": "new", "DB_PASSWORD": SECRET}
    world.dusty("up")
    inside = world.sandbox.text("docker", "exec", "dusty_cache_1", "env")
    assert f"DB_PASSWORD={SECRET}" in inside and "FIRST=new" in inside and "DAEMONS_OWN" not in inside, inside


def test_plans_and_definitions_hide_what_env_list_hides(world):
    world.dusty("env", "set", "cache", "--file", "-", input=f"DB_PASSWORD={SECRET}-2\nEXTRA_KEY={SECRET}-3\n")
    for text in (world.said("plan", "--diff"), world.said("plan", "--json"), world.said("up", "--dry-run"),
                 world.curl("/v1/plan"), world.curl("/v1/definitions/cache"), world.said("config", "list")):
        assert "hunter2" not in text and OTHER not in text, text
    assert "(changed)" in world.said("plan", "--diff")
    assert SECRET in world.curl("/v1/definitions/cache?reveal=true")


def test_F02_a_key_that_is_written_twice_shows_no_value_anywhere(world):
    good = world.sandbox.read(f"{world.etc}/env.yml")
    before = world.containers()
    world.write(f"{world.etc}/env.yml", good + b'  "DB_PASSWORD": "two"\n')
    place = re.compile(re.escape(f"{world.etc}/env.yml:") + r"\d+:\d+: `DB_PASSWORD` is written more than once")
    for arguments in (("up",), ("plan",), ("rebuild", "cache"), ("env", "list"), ("env", "set", "cache", "A", "1")):
        result = world.dusty(*arguments, check=False)
        assert result.returncode == 1 and place.search(result.stderr), result.stderr
    world.dusty("env", "set", "cache", "--file", "-", input=f"{SECRET} no assignment\n", check=False)
    for text in (world.said("status"), world.said("status", "--json"), world.said("doctor"), world.said("jobs", "--json")):
        assert "hunter2" not in text, text
    assert place.search(world.said("status")) and place.search(world.said("doctor"))
    dump = world.sandbox.directory / "dump.tgz"
    world.dusty("dump", dump)
    with tarfile.open(dump) as archive:
        for member in archive.getmembers():
            data = archive.extractfile(member)
            assert data is None or b"hunter2" not in data.read(), member.name
    for path in (world.state / "jobs.json", world.state / "dustyd.log"):
        assert b"hunter2" not in world.sandbox.read(path), path
    # Nothing was recreated without the variables, the file is as it was, and what needs none of them works.
    assert world.containers() == before
    assert world.sandbox.read(f"{world.etc}/env.yml").endswith(b'"two"\n')
    world.dusty("stop", "cache")
    world.write(f"{world.etc}/env.yml", good)
    world.dusty("up")
    assert world.warnings() == []


@pytest.mark.parametrize("content", ["bundles: [a\n", "bundles: 5\n", b"owner: \xff\n"], ids=["syntax", "type", "bytes"])
def test_a_config_that_cannot_be_read_keeps_neither_the_daemon_from_starting_nor_the_rest_from_working(world, content):
    path = f"{world.etc}/config.yml"
    good = world.sandbox.read(path)
    world.write(path, content)
    bad = world.sandbox.read(path)
    world.restart()
    warnings = world.warnings()
    assert [row["subject"] for row in warnings if path in row["message"]][:1] == ["settings"], warnings
    for arguments in (("up",), ("bundles", "activate", "all"), ("repos", "list"), ("setup", "--specs-repo", world.specs)):
        result = world.dusty(*arguments, check=False)
        assert result.returncode == 1 and path in result.stderr, result.stderr
    assert path in world.said("doctor")
    world.dusty("logs", "cache", "--tail", "1")
    world.dusty("stop")
    assert world.sandbox.read(path) == bad
    world.write(path, good)
    world.dusty("up")
    assert world.warnings() == []


def test_state_that_cannot_be_read_is_kept_with_the_time_in_its_name_and_reported(world):
    world.sandbox.run("Scripts/daemon", "stop")
    world.write(world.state / "jobs.json", "{ torn")
    world.write(world.state / "sync.json", "\x00\x00")
    torn = world.state / "machines" / "torn"
    world.sandbox.run("mkdir", "-p", torn)
    world.write(torn / "machine.json", "{ torn")
    world.sandbox.run("mkdir", "-p", f"{world.etc}/aside")
    world.sandbox.run("mv", f"{world.etc}/env.yml", f"{world.etc}/aside")
    world.sandbox.run("mkdir", f"{world.etc}/env.yml")
    world.sandbox.run("Scripts/daemon", "start")
    messages = [row["message"] for row in world.warnings()]
    assert any(f"{world.etc}/env.yml" in message for message in messages), messages
    assert "unreadable" in world.said("machine", "list")
    for name, directory in (("jobs.json", world.state), ("sync.json", world.state), ("machine.json", torn)):
        kept = next(match for message in messages if (match := re.search(rf"{name}\.unreadable-\d{{8}}T[\d.]+Z", message)))
        world.sandbox.run("test", "-s", directory / kept.group())
        assert kept.group() in world.said("doctor")
        world.sandbox.run("rm", directory / kept.group())
    assert world.dusty("up", check=False).returncode == 1
    world.sandbox.run("rmdir", f"{world.etc}/env.yml")
    world.sandbox.run("mv", f"{world.etc}/aside/env.yml", f"{world.etc}/env.yml")
    world.dusty("up")
    until(lambda: world.warnings() == [], 10, world.warnings)


def test_F15_and_hostile_names_are_reported_without_a_control_character(world):
    # What moves cursors, in every place that output reaches without a terminal.
    name = "x\x1b]0;owned\x07\u202e\x9b2Jy"
    spec = world.specs / "services" / "cache.yml"
    good = spec.read_text()
    spec.write_text(good + f'links: ["{name.encode("unicode_escape").decode()}"]\n')
    (world.specs / "bundles" / f"{name.replace('/', '')}.yml").write_text("services: [cache]\n")
    world.commit()
    for arguments in (("validate",), ("validate", "--json"), ("validate", world.specs), ("plan",), ("status",), ("status", "--json"),
                      ("bundles", "list"), ("bundles", "list", "--json"), ("up",), ("doctor",), ("jobs",)):
        text = world.said(*arguments)
        assert text and not HIDDEN.search(text), (arguments, text)
    assert not HIDDEN.search(world.sandbox.read(world.state / "dustyd.log").decode())
    spec.write_text(good.replace("{LEVEL: info", "{DAEMONS_OWN: , LEVEL: info"))
    (world.specs / "bundles" / f"{name.replace('/', '')}.yml").unlink()
    world.commit()
    result = world.dusty("validate", world.specs, check=False)
    assert result.returncode == 1 and "environment.DAEMONS_OWN: this variable has no value" in result.stdout, result.stdout
    spec.write_text(good)
    world.commit()
    assert world.dusty("validate", world.specs).returncode == 0


def test_a_dump_holds_no_value_that_a_failed_container_printed(world):
    key = "-----BEGIN KEY-----\nFirstLineOfTheKey12345\n-----END KEY-----"
    pair = 'quo"ted\\value-of-pair'
    values = [{"name": "PRIV", "value": key}, {"name": "PAIR", "value": pair}]
    (world.specs / "apps").mkdir(exist_ok=True)
    app, bundle = world.specs / "apps" / "leak.yml", world.specs / "bundles" / "all.yml"
    app.write_text("""image: redis:7.0\nready: {tcp: 9000, timeout: 10}\ncommands: {always: ['echo "$PRIV"; echo "pw=$PAIR"; exit 3']}\n""")
    bundle.write_text("services: [cache]\napps: [leak]\n")
    world.commit()
    world.dusty("repos", "update", "specs")
    body = json.dumps({"name": "leak", "set": values, "unset": [], "unset_all": False})
    world.sandbox.run("curl", "-sS", "--fail", "--unix-socket", "/var/run/dusty/dusty.sock", "-d", body, "http://dusty/v1/env")
    result = world.dusty("up", check=False, timeout=120)
    shown = {"up": result.stdout + result.stderr, "jobs": world.said("jobs", "--json"), "dump": world.curl("/v1/dump")}
    app.unlink()
    bundle.write_text("services: [cache]\n")
    world.commit()
    world.dusty("repos", "update", "specs")
    world.dusty("env", "unset", "leak", "--all", check=False)
    assert result.returncode != 0 and "PRIV" in shown["dump"]
    words = ("FirstLineOfTheKey12345", "value-of-pair")
    assert [(place, word) for place, text in shown.items() for word in words if word in text] == []


def test_a_repo_address_with_a_password_is_shown_without_it(world):
    token = "TOKENabc98765xyz"
    lib, bundle = world.specs / "apps" / "tok.yml", world.specs / "bundles" / "all.yml"
    lib.write_text(f"repo: https://deploy:{token}@localhost:1/org/tok\nmount: /tok\nimage: redis:7.0\n"
                   "commands: {always: [exec sleep 1000]}\n")
    bundle.write_text("services: [cache]\napps: [tok]\n")
    world.commit()
    source = world.sandbox.directory / "tok"
    source.mkdir()
    (source / "file").write_text("mine")
    places = [("repos", "update"), ("repos", "override", "tok", source), ("repos", "list"), ("repos", "list", "--json"), ("sync",),
              ("plan", "--json"), ("status", "--json"), ("jobs", "--json"), ("audit", "--json"), ("config", "list")]
    shown = {" ".join(map(str, place)): world.said(*place) for place in places}
    shown["dump"] = world.curl("/v1/dump")
    for path in (world.state / "sync.json", f"{world.etc}/config.yml", world.state / "audit.log", world.state / "dustyd.log"):
        shown[str(path)] = world.sandbox.read(path).decode()
    mode = world.sandbox.text("stat", "-c", "%a %U", world.state / "sync.json").strip()
    world.dusty("repos", "manage", "tok", check=False)
    lib.unlink()
    bundle.write_text("services: [cache]\n")
    world.commit()
    world.dusty("repos", "update", "specs")
    assert [place for place, text in shown.items() if token in text] == []
    assert "https://localhost:1/org/tok" in shown["repos list --json"] and mode == "600 root"
