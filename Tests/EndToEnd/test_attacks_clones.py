"""Members against each other by way of managed clones: nothing of others is removed through one, and no work in one is lost."""

import json
import subprocess

import pytest

from sandbox import ROOT, until
from test_attacks_callers import World

LOGIN = "deploy:tok/en-c0ffee-77"
# What a user may have in a clone that is nowhere else.
WORK = {
    "skip-worktree": "git update-index --skip-worktree main.txt; echo work >main.txt",
    "assume-unchanged": "git update-index --assume-unchanged main.txt; echo work >main.txt",
    "a tag": "git checkout -q --detach; git commit -q --allow-empty -m w; git tag work; git checkout -q trunk",
    "a ref": "git checkout -q --detach; git commit -q --allow-empty -m w; git update-ref refs/wip/1 HEAD; git checkout -q trunk",
    "a stash": "echo work >main.txt; git stash -q",
    "ignored": "echo .env >>.git/info/exclude; echo work >.env",
    "showUntrackedFiles": "git config status.showUntrackedFiles no; echo work >work",
}


@pytest.fixture(scope="module")
def world(sandbox):
    world = World(sandbox)
    world.dusty("root", "setup", "--specs-repo", world.specs, "--owner", "alice", "--bundle", "all")
    world.clone = world.state / "repos" / str(world.origin).lstrip("/")
    world.place = world.clone.parent
    # Clones that no spec names.
    world.others = world.state / "repos" / "host" / "org"
    return world


def bob(world, script, **options):
    return world.user("bob", "sh", "-ec", script, cwd=world.homes / "bob", **options)


def fresh_clone(world):
    world.sandbox.run("rm", "-rf", world.place)
    world.dusty("bob", "repos", "update", world.origin, cwd=world.homes)
    assert world.sandbox.text("stat", "-c", "%U", world.clone) == "bob"


def clone_of_bob(world, path, script):
    """A clone that is bob's, in a directory that is root's, as Dusty makes it."""
    world.sandbox.run("mkdir", "-p", path.parent)
    world.sandbox.run("install", "-d", "-o", "bob", path)
    bob(world, f"git clone -q {world.origin} {path}; cd {path}; git config user.name b; git config user.email b@b; {script}")


def test_a_clean_up_removes_nothing_of_others_through_the_clone_of_a_member(world):
    """A directory above what looks like a clone is the member's: it would become a link between the last look and the rename."""
    outer = world.others / "outer"
    clone_of_bob(world, outer, f"rm -rf .git *; mkdir d; git clone -q {world.origin} d/private")
    clone_of_bob(world, world.others / "own", "")
    world.sandbox.run("mkdir", "-p", world.state / "repos" / "host" / "open")
    world.sandbox.run("chmod", "777", world.state / "repos" / "host" / "open")
    bob(world, f"git clone -q {world.origin} {world.state}/repos/host/open/private")
    report = json.loads(world.dusty("alice", "disk", "--json", cwd=world.homes).stdout)
    names = [item["name"] for item in report["items"] if item["kind"] == "repo"]
    assert "host/org/own" in names and not [name for name in names if "private" in name], names
    result = world.dusty("alice", "disk", "cleanup", "--repos", "--yes", cwd=world.homes)
    assert "removed host/org/own" in result.stdout, result.stdout
    for path in (outer / "d" / "private", world.state / "repos" / "host" / "open" / "private"):
        assert world.sandbox.run("test", "-e", path / ".git", check=False).returncode == 0
    # With a way that it could lead elsewhere, Dusty clones nothing either.
    world.sandbox.run("rm", "-rf", world.place)
    world.sandbox.run("mkdir", "-p", world.place)
    world.sandbox.run("chown", "bob", world.place)
    result = world.dusty("bob", "repos", "update", world.origin, check=False, cwd=world.homes)
    assert result.returncode == 1 and "chown root" in result.stderr, result.stderr
    world.sandbox.run("rm", "-rf", world.place, world.others, world.state / "repos" / "host")


def test_what_is_left_of_a_failed_clone_is_removed_through_no_link(world):
    """The temporary directory is the member's, who exchanges a part of it for a link while it is removed."""
    world.sandbox.run("rm", "-rf", world.place)
    world.sandbox.run("sh", "-ec", "rm -rf /run/victim; mkdir -m 700 /run/victim; cd /run/victim; touch a b c d e")
    world.write("bob", "evil.py", f"""
import glob, os, sys, time
top = glob.glob({str(world.place)!r} + '/.api.*')[0]
for number in range(6): os.mkdir(f'{{top}}/d{{number}}')
names = [name for name in os.listdir(top) if name != 'clone']
first, last = f'{{top}}/{{names[0]}}', f'{{top}}/{{names[-1]}}'
for number in range(20000): os.close(os.open(f'{{first}}/f{{number}}', os.O_CREAT | os.O_WRONLY))
if os.fork() == 0:
    os.setsid()
    for file in (0, 1, 2): os.close(file)
    sign = f'{{first}}/{{os.listdir(first)[0]}}'
    while os.path.lexists(sign): time.sleep(0.0005)
    try: os.rename(last, top + '/gone'); os.symlink('/run/victim', last)
    except OSError: pass
    open({str(world.homes / 'bob' / 'swapped')!r}, 'w').close()
    os._exit(0)
sys.exit(1)
""")
    bob(world, f"""printf '[uploadpack]\\n packObjectsHook = /usr/bin/python3 {world.homes}/bob/evil.py\\n[url "file://{world.origin}"]\\n insteadOf = {world.origin}\\n' >.gitconfig""")
    result = world.dusty("bob", "repos", "update", world.origin, check=False, timeout=120, cwd=world.homes)
    assert result.returncode == 1, result.stdout
    bob(world, "rm -f .gitconfig")
    until((world.homes / "bob" / "swapped").exists, 30, "the attack was made")
    left = world.sandbox.text("ls", "/run/victim").split()
    assert left == list("abcde"), f"{left}\n{result.stderr}"


def test_another_user_does_not_lose_work_in_a_clone(world):
    for kind, script in WORK.items():
        fresh_clone(world)
        bob(world, f"cd {world.clone}; git config user.name b; git config user.email b@b; {script}")
        before = world.sandbox.text("stat", "-c", "%i", world.clone)
        result = world.dusty("alice", "repos", "update", world.origin, cwd=world.homes)
        assert "belongs to bob and it has" in result.stdout, f"{kind}: {result.stdout}"
        assert world.sandbox.text("stat", "-c", "%i", world.clone) == before, f"{kind}: {result.stdout}"
    fresh_clone(world)
    world.dusty("alice", "repos", "update", world.origin, cwd=world.homes)
    assert world.sandbox.text("stat", "-c", "%U", world.clone) == "alice"
    assert world.sandbox.text("ls", "-A", world.place).split() == ["api"]


def test_a_clean_up_does_not_lose_work_in_a_clone(world):
    """The clones are some that no spec names."""
    for number, script in enumerate(WORK.values()):
        clone_of_bob(world, world.others / f"r{number}", script)
    clone_of_bob(world, world.others / "clean", "")
    result = world.dusty("alice", "disk", "cleanup", "--repos", "--yes", cwd=world.homes)
    left = world.sandbox.text("ls", world.others).split()
    assert left == [f"r{number}" for number in range(len(WORK))], result.stdout


@pytest.fixture
def login_server(world):
    """A server that wants a login, run by an outsider who watches what other users' programs show."""
    served = world.sandbox.directory / "served"
    world.publish(served / "work", {"main.txt": "private\n"})
    world.sandbox.run("git", "clone", "-q", "--bare", served / "work", served / "lib.git")
    script = world.sandbox.directory / "login_server.py"
    script.write_text((ROOT / "Tests" / "EndToEnd" / "login_server.py").read_text())
    switch = ("setpriv", "--reuid", "eve", "--regid", "eve", "--init-groups")
    process = world.sandbox.start(*switch, "/usr/bin/python3", script, served, LOGIN, stdout=subprocess.PIPE, text=True)
    port, pid = process.stdout.readline().split()
    # A repo with a submodule of its own host, and one of another host.
    modules = "".join(f'[submodule "{name}"]\n\tpath = {name}\n\turl = {url}\n' for name, url in (
        ("near", "../lib.git"), ("far", f"http://127.0.0.1:{port}/lib.git")))
    revision = world.sandbox.text("git", "-C", served / "work", "rev-parse", "HEAD").strip()
    for name in ("near", "far"):
        world.sandbox.run("git", "-C", served / "work", "update-index", "--add", "--cacheinfo", f"160000,{revision},{name}")
        (served / "work" / name).mkdir()
    (served / "work" / ".gitmodules").write_text(modules)
    world.sandbox.run("git", "-C", served / "work", "add", ".gitmodules")
    world.sandbox.run("git", "-C", served / "work", "-c", "user.name=S", "-c", "user.email=s@s", "commit", "-q", "-m", "Modules")
    world.sandbox.run("git", "clone", "-q", "--bare", served / "work", served / "api.git")
    yield process, port, pid
    world.sandbox.run("kill", pid, check=False)


def test_a_login_in_an_address_is_in_no_programs_arguments_and_goes_to_no_other_host(world, login_server):
    process, port, pid = login_server
    token = LOGIN.partition(":")[2].replace("/", "%2F")
    address = f"localhost:{port}/api.git"
    names = {"whole": f"http://deploy:{token}@{address}", "moved": f"http://deploy:{token}@localhost:{port}/moved/lib.git",
             "wrong": f"http://deploy:no@localhost:{port}/wrong/lib.git"}
    world.publish(world.specs, {f"libs/{name}.yml": f"repo: {url}\nmount: /{name}\n" for name, url in names.items()})
    world.dusty("alice", "repos", "update", "specs", cwd=world.homes)
    # What bob has configured for himself is not asked, and gets nothing to keep.
    bob(world, "printf '[credential]\\n helper = store\\n' >.gitconfig")
    shown = {name: f"http://{url.partition('@')[2]}" for name, url in names.items()}
    results = {name: world.dusty("bob", "repos", "update", shown[name], check=False, cwd=world.homes) for name in names}
    whole = results["whole"]
    assert whole.returncode == 0, f"{whole.stdout}{whole.stderr}"
    clone = world.state / "repos" / "localhost" / "api"
    config = world.sandbox.text("sh", "-c", f"cat {clone}/.git/config {clone}/.git/modules/*/config")
    # Again, with something to fetch, in a clone whose git had the login before.
    world.sandbox.run("git", "-C", clone, "config", "remote.origin.url", names["whole"])
    work = world.sandbox.directory / "served" / "work"
    world.publish(work, {"main.txt": "newer\n"})
    world.sandbox.run("git", "-C", work, "push", "-q", work.parent / "api.git", "HEAD")
    again = world.dusty("bob", "repos", "update", shown["whole"], check=False, cwd=world.homes)
    newer = world.sandbox.read(clone / "main.txt").decode()
    kept = world.sandbox.run("cat", clone / ".git" / "config", world.homes / "bob" / ".git-credentials", check=False).stdout
    for name in names:
        (world.specs / "libs" / f"{name}.yml").unlink()
    world.publish(world.specs, {})
    world.dusty("alice", "repos", "update", "specs", cwd=world.homes)
    bob(world, "rm -f .gitconfig")
    world.sandbox.run("kill", pid)
    requests = [json.loads(line) for line in process.stdout.read().splitlines()]
    assert "its submodules are not up to date" in whole.stdout, whole.stdout
    assert again.returncode == 0 and newer == "newer\n", again.stderr
    assert results["moved"].returncode == 1, results["moved"].stdout
    assert results["wrong"].returncode == 1 and "refused the login in the address" in results["wrong"].stderr, results["wrong"].stderr
    # Git was there to be seen, and showed nothing.
    assert all(request["git"] for request in requests) and [place for request in requests for place in request["seen"]] == []
    assert [request for request in requests if request["path"].startswith("/lib.git/") and request["login"] == LOGIN]
    assert {request["host"] for request in requests} == {"localhost", "127.0.0.1"}
    assert {request["login"] for request in requests if request["host"] != "localhost"} == {""}
    assert token not in config + kept and "deploy" not in config + kept
    said = "".join(result.stdout + result.stderr for result in (*results.values(), again))
    assert token not in said
