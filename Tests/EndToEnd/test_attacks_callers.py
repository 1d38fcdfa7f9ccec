"""Users of one machine against each other: root, the owner alice, the members bob and carl of the group, and eve, who is none of them.

Whatever a caller or a repo names is opened with that caller's rights; who may ask for what is a table.
"""

import json
import re
import stat

import pytest

from sandbox import ROOT, until

SOCKET = "/run/dusty/dusty.sock"
SECRET = "the-secret-of-alice"
APP = """\
repo: {origin}
mount: /api
image: python:3.11
commands:
  always: [exec sleep 100000]
"""
ROLES = {"root": "root", "owner": "alice", "member": "bob", "outsider": "eve"}


class World:
    """A Dusty set up by root for alice, who is the owner and not in the group."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.homes = sandbox.directory / "homes"
        self.state = sandbox.directory / "state"
        self.specs = sandbox.directory / "specs"
        self.origin = sandbox.directory / "origins" / "api"
        sandbox.run("groupadd", "--system", "--force", "dusty")
        for name in ("alice", "bob", "carl", "eve"):
            sandbox.run("useradd", "--create-home", "--home-dir", self.homes / name, name)
            sandbox.run("chmod", "700", self.homes / name)
        for name in ("bob", "carl"):
            sandbox.run("usermod", "-aG", "dusty", name)
        self.write("alice", "private/secret.txt", SECRET)
        self.write("bob", "src/main.txt", "bob's\n")
        self.publish(self.origin, {"main.txt": "origin\n"})
        self.publish(self.specs, {
            "bundles/all.yml": "apps: [api]\n", "apps/api.yml": APP.format(origin=self.origin),
        })
        sandbox.run("git", "config", "--system", "--add", "safe.directory", "*")
        sandbox.run("Scripts/daemon", "start")

    def user(self, name, *command, **options):
        """Runs a command as a user."""
        if name == "root":
            return self.sandbox.run(*command, **options)
        switch = ("setpriv", "--reuid", name, "--regid", name, "--init-groups")
        environment = {"HOME": str(self.homes / name), "USER": name, **options.pop("env", {})}
        return self.sandbox.run(*switch, *command, env=environment, **options)

    def dusty(self, name, *arguments, **options):
        return self.user(name, "dusty", *arguments, **options)

    def write(self, name, path, text):
        self.user(name, "sh", "-c", 'mkdir -p "$(dirname "$0")" && umask 077 && cat >"$0"', self.homes / name / path, input=text)

    def publish(self, directory, files, links=None):
        git = ("git", "-c", "user.name=Shop", "-c", "user.email=shop@example.org", "-C", directory)
        if not directory.exists():
            self.sandbox.run("git", "init", "-q", "--initial-branch=trunk", directory)
        for name, text in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        for name, target in (links or {}).items():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / name).symlink_to(target)
        self.sandbox.run(*git, "add", "-A")
        self.sandbox.run(*git, "commit", "-q", "-m", "Change")

    def ask(self, name, method, path, body=None, seconds=20):
        """What the API answers a user: status and text; 0 when the kernel refuses the connection."""
        data = () if body is None else ("--data-binary", body)
        result = self.user(
            name, "curl", "-sS", "-m", seconds, "-X", method, "-w", "\n%{http_code}", "--unix-socket", SOCKET,
            *data, f"http://dusty{path}", check=False,
        )
        text, _, status = result.stdout.rpartition("\n")
        return int(status or 0), text

    def audit(self, *arguments):
        return json.loads(self.dusty("root", "audit", "--json", "-n", "1000", *arguments).stdout)


@pytest.fixture(scope="module")
def world(sandbox):
    return World(sandbox)


def mode(world, path):
    return world.sandbox.text("stat", "-c", "%a %U %G", path)


# The owner

def test_nobody_seizes_a_dusty_that_has_no_owner(world):
    for command in (("config", "set", "owner", "bob"), ("setup", "--specs-repo", world.specs, "--owner", "bob"),
                    ("setup", "--specs-repo", world.specs), ("config", "set", "specs_repo", world.specs)):
        result = world.dusty("bob", *command, check=False)
        assert result.returncode == 77 and "sudo" in result.stderr, result.stderr
    assert world.dusty("root", "config", "get", "owner").stdout == ""


def test_the_owner_connects_without_being_in_the_group(world):
    assert world.dusty("alice", "status", check=False).returncode == 77
    world.dusty("root", "setup", "--specs-repo", world.specs, "--owner", "alice", "--bundle", "all")
    assert "dusty" not in world.user("alice", "id", "-Gn").stdout.split()
    assert world.dusty("alice", "status").returncode == 0
    assert mode(world, SOCKET) == "660 alice dusty"
    assert world.dusty("bob", "status").returncode == 0


def test_outsiders_cannot_connect_whatever_the_directory_allows(world):
    assert mode(world, "/run/dusty") == "755 root root"
    result = world.dusty("eve", "status", check=False)
    assert result.returncode == 77, result.stderr
    assert world.ask("eve", "GET", "/v1/version")[0] == 0
    # Nor when the socket is opened by mistake.
    world.sandbox.run("chmod", "666", SOCKET)
    code, text = world.ask("eve", "POST", "/v1/upgrade", "{}")
    world.sandbox.run("chmod", "660", SOCKET)
    assert code == 403 and "eve" in text, text


def test_the_socket_follows_the_owner_without_a_restart(world):
    world.dusty("root", "config", "set", "owner", "eve")
    assert world.dusty("eve", "status").returncode == 0
    assert world.dusty("alice", "status", check=False).returncode == 77
    # Also when the file is changed by hand, and at the next start.
    world.sandbox.run("sed", "-i", 's/^owner:.*/owner: "alice"/', "/etc/dusty/config.yml")
    until(lambda: mode(world, SOCKET) == "660 alice dusty", 10, "the socket is alice's")
    assert world.dusty("alice", "status").returncode == 0
    assert world.dusty("eve", "status", check=False).returncode == 77
    world.sandbox.run("Scripts/daemon", "stop")
    world.sandbox.run("chmod", "750", "/run/dusty")
    world.sandbox.run("chgrp", "dusty", "/run/dusty")
    world.sandbox.run("Scripts/daemon", "start")
    assert mode(world, SOCKET) == "660 alice dusty"
    assert world.dusty("alice", "status").returncode == 0


# The table

def table():
    """Rows of docs/permissions.md: what, and who may."""
    rows = []
    for line in (ROOT / "docs" / "permissions.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and set(cells[1:]) <= {"yes", "no"}:
            rows.append((cells[0].strip("`"), {role for role, may in zip(("root", "owner", "member", "outsider"), cells[1:]) if may == "yes"}))
    return rows


def test_every_endpoint_is_for_those_of_the_table(world):
    endpoints = [(*what.split(" "), allowed) for what, allowed in table() if re.match("(GET|POST|PUT) /v1/", what)]
    assert len(endpoints) > 45
    for method, path, allowed in endpoints:
        # Nothing is really asked for: what is let in fails for want of a body, or answers.
        path = re.sub(r"\{\w+\}", "999", path)
        body = None if method == "GET" else "nonsense"
        for role, name in ROLES.items():
            code, text = world.ask(name, method, path, body, seconds=2 if path.endswith(("/watch", "/dump", "/backup")) else 20)
            if role == "outsider":
                assert code == 0, f"{name} {method} {path}: {code} {text}"
            elif role in allowed:
                assert code != 403, f"{name} {method} {path}: {code} {text}"
            else:
                assert code == 403 and json.loads(text)["code"] == "forbidden", f"{name} {method} {path}: {code} {text}"


def test_every_job_is_for_those_of_the_table(world):
    kinds = [what for what, allowed in table() if what in ("shutdown", "machine_stop")]
    assert kinds
    for kind in kinds:
        code, text = world.ask("bob", "POST", "/v1/jobs", json.dumps({"kind": kind, "names": ["nothing"]}))
        assert code == 403, text
        code, text = world.ask("alice", "POST", "/v1/jobs", json.dumps({"kind": kind, "names": ["nothing"]}))
        assert code in (400, 404), text


def test_a_member_does_not_become_root_by_way_of_the_owner(world):
    assert world.dusty("bob", "config", "set", "owner", "bob", check=False).returncode == 77
    world.write("bob", "dustyd", "#!/bin/sh\nid >/tmp/owned\n")
    result = world.dusty("bob", "upgrade", "--from", world.homes / "bob", check=False)
    assert result.returncode != 0
    code, text = world.ask("bob", "POST", "/v1/upgrade/dustyd", "x")
    assert code == 403, text
    assert world.dusty("alice", "config", "set", "owner", "bob", check=False).returncode == 77
    assert world.dusty("root", "config", "get", "owner").stdout == "alice\n"


# What a specs repo names

def test_links_in_specs_are_not_followed_out_of_them(world):
    world.publish(world.specs, {}, {
        "services/shadow.yml": "/etc/shadow", "services/env.yml": "/proc/self/environ",
        "services/zero.yml": "/dev/zero", "services/up.yml": "../../../../../../../etc/passwd", "libs": "/etc",
    })
    world.dusty("root", "repos", "update", check=False)
    report = json.loads(world.dusty("bob", "validate", "--json", check=False).stdout)
    files = {problem["file"]: problem for problem in report["problems"]}
    assert set(files) == {"services/shadow.yml", "services/env.yml", "services/zero.yml", "services/up.yml", "libs"}, report
    assert all("out of the specs repo" in problem["message"] and problem["hint"] for problem in files.values())
    everything = world.dusty("bob", "validate", check=False)
    for said in (everything.stdout + everything.stderr, world.ask("bob", "GET", "/v1/definitions/shadow")[1],
                 world.dusty("bob", "status").stdout, world.dusty("bob", "up", check=False).stderr):
        assert "root:" not in said and "PATH=" not in said, said
    offline = world.dusty("bob", "validate", world.specs, "--json", check=False)
    assert {problem["file"] for problem in json.loads(offline.stdout)["problems"]} == set(files)
    world.sandbox.run("git", "-C", world.specs, "-c", "user.name=x", "-c", "user.email=x@x", "revert", "--no-edit", "HEAD")
    world.dusty("root", "repos", "update")
    assert world.dusty("bob", "validate").returncode == 0


def test_a_pipe_in_specs_blocks_nothing(world):
    clone = next(row["path"] for row in json.loads(world.dusty("bob", "repos", "list", "--json").stdout) if row["name"].endswith("specs"))
    world.sandbox.run("mkfifo", "-m", "666", f"{clone}/apps/pipe.yml")
    try:
        for name in ("bob", "root", "alice"):
            result = world.dusty(name, "validate", check=False, timeout=20)
            assert "apps/pipe.yml" in result.stdout + result.stderr
        assert "apps/pipe.yml" in world.dusty("bob", "validate", clone, check=False, timeout=20).stdout
        assert world.dusty("bob", "status", timeout=20).returncode == 0
    finally:
        world.sandbox.run("rm", f"{clone}/apps/pipe.yml")


# What a caller names

def test_an_override_is_looked_at_as_the_one_who_names_it(world):
    for name, path in (("api", world.homes / "alice" / "private"), ("api", "/root"), ("api", "/var/lib/docker"),
                       ("api", world.homes / "alice" / ".." / "alice" / "private")):
        result = world.dusty("bob", "repos", "override", name, path, check=False)
        assert result.returncode != 0, f"{path}: {result.stdout}"
        code, text = world.ask("bob", "POST", "/v1/repos", json.dumps({"name": name, "path": str(path)}))
        assert code in (403, 404), text
    rows = json.loads(world.dusty("bob", "repos", "list", "--json").stdout)
    assert not any(row["overridden"] for row in rows)


def copies(world):
    """All bytes that syncs have copied."""
    return world.sandbox.text("grep", "-rhaF", "-e", "", world.state / "machine" / "dusty_repos", check=False, errors="replace")


def test_a_sync_reads_with_the_rights_of_the_one_who_named_the_source(world):
    world.dusty("bob", "repos", "override", "api", world.homes / "bob" / "src")
    world.dusty("bob", "up")
    inside = world.sandbox.text("docker", "exec", "dusty_api_1", "cat", "/api/main.txt")
    assert inside == "bob's"
    owner = world.sandbox.text("docker", "exec", "dusty_api_1", "stat", "-c", "%u", "/api/main.txt")
    assert owner == world.user("bob", "id", "-u").stdout.strip()
    # What bob may not read is not read for him, by whomever the sync is asked.
    world.sandbox.run("sh", "-c", f"echo {SECRET} >{world.homes}/bob/src/roots; chmod 600 {world.homes}/bob/src/roots")
    result = world.dusty("root", "sync", check=False)
    assert result.returncode == 1 and "Permission denied" in result.stderr + result.stdout, result
    world.sandbox.run("rm", world.homes / "bob" / "src" / "roots")
    world.dusty("root", "sync")
    # Bob's directory becomes a link to alice's, or /etc, after Dusty has looked.
    for target in (world.homes / "alice" / "private", "/etc", "/root"):
        world.user("bob", "sh", "-c", 'mv "$0" "$0.old" && ln -s "$1" "$0"', world.homes / "bob" / "src", target)
        world.dusty("root", "sync", check=False)
        world.dusty("bob", "up", check=False)
        said = copies(world)
        assert SECRET not in said and "root:$" not in said and "root:*" not in said and "root:!" not in said
        world.user("bob", "sh", "-c", 'rm "$0" && mv "$0.old" "$0"', world.homes / "bob" / "src")
    world.dusty("root", "sync")
    assert copies(world) == "bob's"


def test_links_in_code_are_copied_as_links(world):
    source = world.homes / "bob" / "src"
    world.user("bob", "ln", "-s", "/etc/shadow", source / "shadow")
    world.user("bob", "ln", "-s", world.homes / "alice" / "private", source / "alice")
    world.dusty("alice", "sync")
    assert "root:" not in copies(world) and SECRET not in copies(world)
    copy = world.sandbox.text("find", world.state / "machine" / "dusty_repos", "-name", "shadow", "-printf", "%y %l")
    assert copy == "l /etc/shadow"
    world.user("bob", "rm", source / "shadow", source / "alice")
    world.dusty("alice", "sync")


def test_an_override_is_for_its_user_the_owner_and_root_to_change(world):
    world.write("carl", "src/main.txt", "carl's\n")
    for command in (("manage", "api"), ("override", "api", world.homes / "carl" / "src")):
        result = world.dusty("carl", "repos", *command, check=False)
        assert result.returncode == 77 and "another user" in result.stderr, result.stderr
    result = world.dusty("carl", "repos", "override", "specs", world.homes / "carl" / "src", check=False)
    assert result.returncode == 77 and "specs" in result.stderr, result.stderr
    world.dusty("bob", "repos", "manage", "api")
    world.dusty("carl", "repos", "override", "api", world.homes / "carl" / "src")
    world.dusty("alice", "repos", "manage", "api")
    world.dusty("alice", "up")
    assert copies(world) == "origin"


def test_a_dump_of_a_member_holds_no_trail_and_no_secret(world):
    for name, has in (("bob", False), ("alice", True)):
        code, text = world.ask(name, "GET", "/v1/dump", seconds=60)
        assert code == 200
        names = [document["name"] for document in json.loads(text)]
        assert ("audit.json" in names) == has
        assert SECRET not in text and "root:$" not in text


# The trail

def test_every_change_and_every_refusal_is_written_down(world):
    world.dusty("bob", "repos", "override", "api", world.homes / "bob" / "src")
    world.dusty("bob", "env", "set", "api", "TOKEN", SECRET)
    world.dusty("bob", "config", "set", "owner", "bob", check=False)
    world.ask("bob", "POST", "/v1/upgrade", "{}")
    world.ask("bob", "GET", "/v1/audit")
    world.dusty("root", "config", "set", "owner", "alice")
    records = world.audit()
    last = {(record["user"], record["request"]): record for record in records}
    override = last["bob", "POST /v1/repos"] if ("bob", "POST /v1/repos") in last else last["bob", "POST /v1/repos/changes"]
    assert override["outcome"] == "ok" and str(world.homes / "bob" / "src") in override["detail"]
    assert override["pid"] > 1 and override["uid"] == int(world.user("bob", "id", "-u").stdout)
    assert last["bob", "POST /v1/env"]["detail"] == "api: set TOKEN"
    for request in ("POST /v1/config", "POST /v1/upgrade", "GET /v1/audit"):
        assert last["bob", request]["outcome"] == "forbidden", last["bob", request]
    assert last["root", "POST /v1/config"]["detail"] == "owner = alice"
    # The one who was let in by a socket that was open by mistake.
    assert last["eve", "POST /v1/upgrade"]["outcome"] == "forbidden"
    # Every endpoint that changes was asked by the walk through the table; none is missing.
    asked = {re.sub(r"/999\b", "/{}", record["request"]) for record in records}
    for what, allowed in table():
        if re.match("(POST|PUT) /v1/", what):
            assert re.sub(r"\{\w+\}", "{}", what) in asked, what


def test_the_trail_is_for_root_and_the_owner_and_holds_no_secret(world):
    file = world.state / "audit.log"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and file.stat().st_uid == 0
    assert SECRET not in file.read_text()
    assert world.dusty("bob", "audit", check=False).returncode == 77
    said = world.dusty("alice", "audit", "-n", "3").stdout
    assert said.splitlines()[0].split() == ["TIME", "USER", "PID", "REQUEST", "WHAT", "OUTCOME"]
    assert len(said.splitlines()) == 4
    assert world.audit("--since", "1h") and world.dusty("bob", "env", "unset", "api", "--all")
    world.dusty("bob", "repos", "manage", "api")


@pytest.mark.parametrize("path", ("/v1/assets/content?name=lic", "/v1/assets/content/?name=lic", "//v1/assets/content?name=lic",
                                  "/v1//assets/content?name=lic", "/v1/disk/backup/?stop=1"))
def test_a_path_that_is_spelled_otherwise_leaves_its_trail(world, path):
    world.ask("alice", "POST", "/v1/assets", json.dumps({"name": "lic", "content": "czNjcmV0"}))
    before = len(world.audit())
    code, _ = world.ask("bob", "GET", path)
    assert code != 200 or len(world.audit()) == before + 1


# What others hold up

def test_a_lock_of_an_outsider_on_etc_does_not_block_up(world):
    lock = world.sandbox.start("setpriv", "--reuid", "eve", "--regid", "eve", "--init-groups", "flock", "-n", "--no-fork", "-s",
                               "/etc", "sh", "-c", "echo locked; exec sleep 60", stdout=-1, text=True)
    assert lock.stdout.readline() == "locked\n"
    results = [world.dusty("root", command, check=False) for command in ("down", "up")]
    world.sandbox.run("pkill", "-u", "eve", check=False)
    lock.wait(timeout=10)
    assert [result.returncode for result in results] == [0, 0], results
    assert mode(world, world.state / "hosts.lock") == "600 root root"


def test_a_member_does_not_take_every_place_in_the_queue(world):
    silent = "import socket, time; held = socket.create_server(('127.0.0.1', 9418), backlog=100); print('up', flush=True); time.sleep(300)"
    server = world.sandbox.start("python3", "-c", silent, stdout=-1, text=True)
    assert server.stdout.readline() == "up\n"
    spec = APP.format(origin="git://127.0.0.1:9418/org/slow").replace("mount: /api", "mount: /slow")
    world.publish(world.specs, {"apps/slow.yml": spec})
    world.dusty("root", "repos", "update", "specs")
    pull = json.dumps({"kind": "pull", "names": ["slow"], "queue": True})
    answers = [world.ask("bob", "POST", "/v1/jobs", pull) for _ in range(23)]
    other = world.ask("alice", "POST", "/v1/jobs", json.dumps({"kind": "up", "queue": True}))
    for job in json.loads(world.dusty("root", "jobs", "--json").stdout):
        if job["state"] in ("running", "pending"):
            world.dusty("root", "cancel", str(job["id"]), check=False)
    server.kill()
    (world.specs / "apps" / "slow.yml").unlink()
    world.publish(world.specs, {})
    world.dusty("root", "repos", "update", "specs")
    assert [code for code, _ in answers][:21] == [201] * 21 and answers[-1][0] == 409, answers
    assert "bob" in answers[-1][1] and other[0] == 201, other


def test_what_is_copied_out_of_a_container_runs_only_as_its_user(world):
    world.dusty("root", "up")
    place = world.sandbox.directory / "copied"
    world.sandbox.run("mkdir", "-m", "1777", place)
    world.sandbox.run("docker", "exec", "dusty_api_1", "sh", "-ec",
                      "mkdir -p /out; cp /bin/sh /out/sh; chmod 6755 /out/sh; chmod 2777 /out; mknod /out/null c 1 3")
    # With and without the owners of the container, of which root is one.
    world.dusty("root", "cp", "api:/out", place / "root")
    world.dusty("root", "cp", "--archive", "api:/out", place / "owners")
    world.dusty("alice", "cp", "api:/out", place / "alice")
    modes = {path.relative_to(place): stat.S_IMODE(path.lstat().st_mode) for path in place.rglob("*")}
    assert not {path: oct(mode) for path, mode in modes.items() if mode & 0o6000}
    assert not list(place.rglob("null"))
    for name in ("root", "owners", "alice"):
        said = world.user("eve", place / name / "sh", "-p", "-c", "id -u", check=False).stdout
        assert said == world.user("eve", "id", "-u").stdout, f"eve runs a program of the container as {said}"


def test_a_pipe_as_an_image_of_a_machine_blocks_nothing(world):
    pipe = world.homes / "alice" / "pipe"
    world.user("alice", "mkfifo", pipe)
    programs = [world.sandbox.start("setpriv", "--reuid", "alice", "--regid", "alice", "--init-groups", "dusty", "machine", "create",
                                    f"vm{number}", "--kind", "qemu", "--image", pipe, cwd="/run", stderr=-3) for number in range(4)]
    try:
        assert world.dusty("bob", "status", timeout=20, cwd="/run").returncode == 0
        # None of them makes a machine of it, and none waits for who writes to it.
        assert all(program.wait(timeout=60) != 0 for program in programs)
    finally:
        for program in programs:
            program.kill()
