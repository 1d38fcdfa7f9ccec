"""Fresh eyes: what a member does to others by way of clones and overrides. Each test fails while the fault is there."""

import json
import time

import pytest

from test_attacks_callers import APP, World

HOLDER = """\
image: python:3.11
commands: {always: [exec sleep 100000]}
"""


@pytest.fixture(scope="module")
def world(sandbox):
    world = World(sandbox)
    # A short path, as github.com/org/repo is: clean-ups look no deeper than eight directories.
    sandbox.run("sh", "-ec", "mkdir -p /run/o/api; cd /run/o/api; git init -q -b trunk; echo a >f; git add f; "
                             "git -c user.name=a -c user.email=a@a commit -qm x")
    world.publish(world.specs, {
        "apps/second.yml": APP.format(origin="/run/o/api").replace("mount: /api", "mount: /second"),
        "bundles/all.yml": "apps: [api, second]\n",
    })
    world.dusty("root", "setup", "--specs-repo", world.specs, "--owner", "alice", "--bundle", "all")
    world.place = world.state / "repos" / "run" / "o"
    world.clone = world.place / "api"
    return world


def bob(world, script):
    return world.user("bob", "sh", "-ec", script, cwd=world.homes / "bob")


def fresh_clone(world):
    world.sandbox.run("rm", "-rf", world.place)
    world.dusty("bob", "repos", "update", "/run/o/api", cwd=world.homes)
    assert world.sandbox.text("stat", "-c", "%U", world.clone) == "bob"


def test_a_clean_up_removes_nothing_of_others_through_the_clone_of_a_member(world):
    """The directory above a clone is the member's: it becomes a link between the last look and the rename."""
    fresh_clone(world)
    world.write("alice", "private/secret.txt", "alice's")
    bob(world, f"""
        cd {world.clone}; rm -rf .git f; mkdir d; git clone -q /run/o/api d/private
        printf '#!/bin/sh\\necho x >>{world.homes}/bob/rounds\\nprintf "token\\\\0/\\\\0"\\n' >~/hook; chmod +x ~/hook
        git -C d/private config core.fsmonitor ~/hook; mkfifo d/private/.git/refs/stash""")
    code = f"""
import os, time
os.chdir({str(world.clone)!r})
head = open('d/private/.git/refs/heads/trunk').read()
place, seen = 'd/private/.git/refs/stash', 0
while True:
    pipe = os.open(place, os.O_WRONLY)
    # One look for the list, one for the plan, and the one before it goes; git asks seven times for the stash in each.
    if len(open({str(world.homes / 'bob' / 'rounds')!r}).readlines()) >= 3:
        seen += 1
        if seen == 7:
            os.rename('d', 'd2'); os.symlink({str(world.homes / 'alice')!r}, 'd'); place = 'd2/private/.git/refs/stash'
    try: os.write(pipe, head.encode())
    except BrokenPipeError: pass
    os.close(pipe); time.sleep(0.02)
"""
    helper = world.sandbox.start("setpriv", "--reuid", "bob", "--regid", "bob", "--init-groups", "/usr/bin/python3", "-c", code)
    try:
        world.dusty("bob", "disk", "cleanup", "--repos", "--yes", check=False, timeout=60)
    finally:
        helper.kill()
        world.sandbox.run("pkill", "-u", "bob", check=False)
    left = world.sandbox.text("find", world.homes / "alice" / "private")
    assert left.endswith("secret.txt"), left


def test_what_is_left_of_a_failed_clone_is_removed_through_no_link(world):
    """The temporary directory is the member's, and is removed by path."""
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
    os.rename(last, top + '/gone'); os.symlink('/run/victim', last)
    os._exit(0)
sys.exit(1)
""")
    bob(world, f"""printf '[uploadpack]\\n packObjectsHook = /usr/bin/python3 {world.homes}/bob/evil.py\\n[url "file:///run/o/api"]\\n insteadOf = /run/o/api\\n' >.gitconfig""")
    result = world.dusty("bob", "repos", "update", "/run/o/api", check=False, timeout=120, cwd=world.homes)
    time.sleep(1)
    bob(world, "rm -f .gitconfig")
    left = world.sandbox.text("ls", "/run/victim").split()
    assert left == list("abcde"), f"{left}\n{result.stderr}"


WORK = {
    "skip-worktree": "git update-index --skip-worktree f; echo work >f",
    "assume-unchanged": "git update-index --assume-unchanged f; echo work >f",
    "a tag": "git checkout -q --detach; echo w >w; git add w; git commit -qm w; git tag work; git checkout -q trunk",
    "a ref": "git checkout -q --detach; echo w >w; git add w; git commit -qm w; git update-ref refs/wip/1 HEAD; git checkout -q trunk",
    "ignored": "echo work >>.git/info/exclude; echo work >work",
    "showUntrackedFiles": "git config status.showUntrackedFiles no; echo work >work",
}


@pytest.mark.parametrize("kind", WORK)
def test_another_user_does_not_lose_work_in_a_clone(world, kind):
    fresh_clone(world)
    bob(world, f"cd {world.clone}; git config user.name b; git config user.email b@b; {WORK[kind]}")
    before = world.sandbox.text("stat", "-c", "%i", world.clone)
    result = world.dusty("alice", "repos", "update", "/run/o/api", check=False, cwd=world.homes)
    assert world.sandbox.text("stat", "-c", "%i", world.clone) == before, f"replaced: {result.stdout}"


@pytest.mark.parametrize("kind", WORK)
def test_a_clean_up_does_not_lose_work_in_a_clone(world, kind):
    """The clone is one that no spec names."""
    place = world.state / "repos" / "run" / "unnamed"
    world.sandbox.run("rm", "-rf", place)
    world.sandbox.run("install", "-d", "-o", "bob", place)
    bob(world, f"git clone -q /run/o/api {place}/r; cd {place}/r; git config user.name b; git config user.email b@b; {WORK[kind]}")
    result = world.dusty("alice", "disk", "cleanup", "--repos", "--yes", check=False, cwd=world.homes)
    assert (place / "r").exists(), f"removed: {result.stdout}"
