"""Members of the group against each other and against root, by way of what they prepare: clones, overrides, specs and builds."""

import json
import time

import pytest

from sandbox import until
from test_attacks_callers import SECRET, World

BUILT = """\
repo: {origin}
mount: /code
build: docker
commands: {{always: [exec sleep 100000]}}
test:
  build: docker
  suites: [{{name: unit, command: ["true"]}}]
"""
ASKING = """
import socket
clients = [socket.socket(socket.AF_UNIX) for _ in range(120)]
for client in clients:
    client.settimeout(60)
    client.connect('/run/dusty/dusty.sock')
for client in clients:
    client.sendall(b'GET /v1/repos HTTP/1.1\\r\\nHost: d\\r\\nConnection: close\\r\\n\\r\\n')
print('asked', flush=True)
print(*sorted(client.recv(99).split()[1].decode() for client in clients))
"""


@pytest.fixture(scope="module")
def world(sandbox):
    world = World(sandbox)
    world.publish(world.specs, {"apps/built.yml": BUILT.format(origin=world.origin), "bundles/all.yml": "apps: [built]\n"})
    # A link that stays in the repo is as good as a directory.
    world.publish(world.origin, {"real/Dockerfile": "FROM python:3.11\n"}, {"docker": "real"})
    world.dusty("root", "setup", "--specs-repo", world.specs, "--owner", "alice", "--bundle", "all")
    world.dusty("root", "up")
    world.clone = world.state / "repos" / str(world.origin).lstrip("/")
    rows = json.loads(world.dusty("alice", "repos", "list", "--json").stdout)
    world.specs_clone = next(row["path"] for row in rows if row["name"].endswith("specs"))
    return world


def bob(world, script, **options):
    return world.user("bob", "sh", "-ec", script, cwd=world.homes / "bob", **options)


def owner(world, path):
    return world.sandbox.text("stat", "-c", "%U", path)


def note(world, name="api"):
    rows = json.loads(world.dusty("root", "repos", "list", "--json").stdout)
    return next(row for row in rows if row["name"].endswith(name)).get("note", "")


@pytest.mark.parametrize("kind", ("bare", "clone"))
def test_git_runs_only_as_the_user_who_chose_the_directory(world, kind):
    """A directory of root's that all may write to holds a repo of bob's, with a program that git runs to see what changed."""
    world.sandbox.run("mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", "/var/tmp")
    git = "/var/tmp" if kind == "bare" else "/var/tmp/.git"
    bob(world, f"""
        rm -rf wt b; mkdir wt; git init -q --bare b; cd b; rm -rf hooks
        git config core.bare false; git config core.worktree ~/wt; git config user.name b; git config user.email b@b
        printf 'trap filter=x\n' >~/wt/.gitattributes; echo hello >~/wt/trap
        git --git-dir ~/b --work-tree ~/wt add -A; git --git-dir ~/b --work-tree ~/wt commit -qm x
        git config filter.x.clean 'sh -c "id -u >>/var/tmp/ran; cat"'; git config core.worktree /var/tmp
        mkdir -p {git}; cp -r . {git}/; cp ~/wt/.gitattributes /var/tmp/; echo hullo >/var/tmp/trap""")
    try:
        for chooser in ("bob", "root"):
            world.dusty(chooser, "repos", "override", "api", "/var/tmp")
            for command in ("--unset-all", "--add"):
                # Whatever the users of this host trust.
                world.sandbox.run("git", "config", "--system", command, "safe.directory", *(["*"] if command == "--add" else []))
                for name in ("root", "alice", "bob"):
                    world.dusty(name, "repos", "list")
            said = note(world)
            assert ("not a git clone" if kind == "bare" else "others can write to /var/tmp") in said, said
            world.dusty("root", "repos", "manage", "api")
        ran = set(world.sandbox.run("cat", "/var/tmp/ran", check=False).stdout.split())
    finally:
        world.sandbox.run("umount", "-l", "/var/tmp")
    assert ran <= {world.user("bob", "id", "-u").stdout.strip()}, f"bob's program ran as {ran}"


def test_a_clone_that_an_override_lies_in_is_not_looked_at(world):
    """Git would go upwards, to what another user prepared."""
    bob(world, "rm -rf up; git init -q up; mkdir -p up/code; touch up/code/x")
    world.dusty("bob", "repos", "override", "api", world.homes / "bob" / "up" / "code")
    assert f"part of the clone {world.homes}/bob/up" in note(world)
    world.dusty("bob", "repos", "manage", "api")


def test_the_clone_of_the_specs_stays_the_owners_no_matter_who_updates_it(world):
    assert owner(world, world.specs_clone) == "alice"
    for names in ((), ("specs",)):
        world.dusty("bob", "repos", "update", *names, cwd="/run")
        assert owner(world, world.specs_clone) == "alice"
    assert bob(world, f"echo >>{world.specs_clone}/apps/built.yml", check=False).returncode != 0
    # A member brings in what the remote has, with the owner's rights.
    world.publish(world.specs, {"libs/new.yml": f"repo: {world.origin}\nmount: /new\n"})
    world.dusty("bob", "repos", "update", "specs", cwd="/run")
    assert owner(world, f"{world.specs_clone}/libs/new.yml") == "alice"


def test_a_clone_of_the_specs_that_is_a_members_is_not_used(world):
    """As an older Dusty could have left it."""
    def give():
        world.sandbox.run("chown", "-R", "bob:bob", world.specs_clone)

    give()
    spec = "image: python:3.11\\ncommands: {always: [exec sleep 7777]}\\n"
    bob(world, f"printf '{spec}' >{world.specs_clone}/apps/built.yml")
    for command in (("up",), ("up", "--no-pull"), ("validate",), ("repos", "update", "specs")):
        result = world.dusty("root", *command, check=False)
        assert result.returncode != 0 and "bob" in result.stderr + result.stdout, (command, result)
    assert "7777" not in world.sandbox.text("cat", world.state / "machine/command_files/built/dusty_command_file_built.sh")
    bob(world, f"git -C {world.specs_clone} checkout -q .")
    # It no longer holds work of bob's, and becomes the owner's next time.
    world.dusty("bob", "validate")
    assert owner(world, world.specs_clone) == "alice"


@pytest.mark.parametrize("link", ("context", "file"))
def test_a_build_follows_no_link_of_a_repo_to_what_its_user_may_not_read(world, link):
    world.write("alice", "project/Dockerfile", "FROM python:3.11\nCOPY . /stolen\n")
    world.write("alice", "project/secret.txt", SECRET)
    place = f"{world.homes}/alice/project"
    prepare = f"ln -s {place} docker" if link == "context" else f"mkdir docker; ln -s {place}/Dockerfile docker/Dockerfile"
    bob(world, f"rm -rf built; mkdir built; cd built; {prepare}; echo x >x")
    world.dusty("bob", "repos", "override", "api", world.homes / "bob" / "built")
    image = world.sandbox.text("docker", "inspect", "--format", "{{.Image}}", "dusty_built_1")
    try:
        for command in (("rebuild", "built"), ("test", "built", "unit")):
            result = world.dusty("bob", *command, check=False, timeout=120, cwd="/run")
            said = result.stdout + result.stderr
            assert result.returncode != 0 and "leads out of the repo through a symbolic link" in said, said
            assert SECRET not in said
    finally:
        world.dusty("bob", "repos", "manage", "api")
    assert world.sandbox.text("docker", "inspect", "--format", "{{.Image}}", "dusty_built_1") == image
    stolen = world.sandbox.run("docker", "exec", "dusty_built_1", "cat", "/stolen/secret.txt", check=False)
    assert SECRET not in stolen.stdout


def test_a_pipe_in_a_clone_does_not_stop_other_work(world):
    """Nor do many who ask how the clone stands: one git answers them all."""
    world.sandbox.run("rm", "-rf", world.clone)
    world.dusty("bob", "repos", "update", "api", cwd="/run")
    assert owner(world, world.clone) == "bob"
    bob(world, f"cd {world.clone}/.git; rm -f refs/heads/trunk packed-refs; mkfifo refs/heads/trunk packed-refs")
    up = world.sandbox.start("dusty", "up", stdout=-1, stderr=-2)
    asking = world.sandbox.start(
        "setpriv", "--reuid", "bob", "--regid", "bob", "--init-groups", "/usr/bin/python3", "-c", ASKING, stdout=-1
    )
    assert asking.stdout.readline().strip() == "asked"
    programs = lambda: int(world.sandbox.run("pgrep", "-c", "-u", "bob", "git", check=False).stdout)  # noqa: E731
    until(lambda: programs() > 0, 20, "git looks at the clone")
    began, most = time.monotonic(), 0
    world.dusty("alice", "status")
    assert time.monotonic() - began < 5
    while asking.poll() is None:
        most = max(most, programs())
        assert time.monotonic() - began < 60
    assert most <= 4, most
    answers = asking.stdout.read().split()
    assert set(answers) == {"200", "429"} and answers.count("200") <= 16, answers
    said = up.communicate(timeout=180)[0]
    assert up.returncode == 0, said
    assert "kept as it is: git did not answer within 60 s" in said, said
    world.sandbox.run("rm", "-rf", world.clone)
