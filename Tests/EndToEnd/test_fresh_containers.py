"""Fresh eyes: what a container that has /persist mounted does to the host by way of the daemon, and by what is copied out of it."""

import json
import time

import pytest

from sandbox import until
from test_attacks_callers import World

EVIL = """\
image: python:3.11
commands: {always: [exec sleep 100000]}
compose:
  init: true
  volumes: ['/persist:/data']
"""


@pytest.fixture(scope="module")
def world(sandbox):
    world = World(sandbox)
    world.publish(world.specs, {"apps/evil.yml": EVIL, "bundles/all.yml": "apps: [api, evil]\n"})
    world.dusty("root", "setup", "--specs-repo", world.specs, "--owner", "alice", "--bundle", "all")
    world.dusty("root", "up")
    return world


def evil(world, script):
    return world.sandbox.run("docker", "exec", "dusty_evil_1", "sh", "-ec", script)


def attack(world, code):
    """Starts a program in the container; returns it once it says that it is ready."""
    log = world.sandbox.directory / "attack.log"
    program = world.sandbox.start("docker", "exec", "dusty_evil_1", "python3", "-uc", code, stdout=open(log, "w"), stderr=-2)
    until(lambda: "armed" in log.read_text(), 30, lambda: f"the attack is armed: {log.read_text()}")
    return program


def victim(world, *names):
    place = world.homes / "victim"
    world.sandbox.run("rm", "-rf", place)
    world.sandbox.run("mkdir", "-m", "700", place)
    for name in names:
        world.sandbox.run("touch", place / name)
    return place


def backup(world, name):
    file = world.homes / "alice" / f"{name}.tar"
    world.sandbox.run("rm", "-f", file)
    evil(world, f"mkdir -p /data/{name}; echo '* * * * * root id' >/data/{name}/owned")
    world.dusty("alice", "disk", "backup", file, name, cwd=world.homes / "alice")
    return file


def test_clearing_a_stage_follows_no_link(world):
    """The place for stages inside of /persist is looked through whether or not Dusty made it."""
    place = victim(world, "a", "b", "c", "d")
    file = backup(world, "mine")
    program = attack(world, f"""
import os, time
base = '/data/.dusty-restores'; top = base + '/staged-1'
os.makedirs(base, 0o700, exist_ok=True); os.mkdir(top)
for number in range(6): os.mkdir(f'{{top}}/d{{number}}')
names = os.listdir(top); first, last = f'{{top}}/{{names[0]}}', f'{{top}}/{{names[-1]}}'
for number in range(30000): os.close(os.open(f'{{first}}/f{{number}}', os.O_CREAT | os.O_WRONLY))
sign = f'{{first}}/{{os.listdir(first)[0]}}'
print('armed')
while os.path.lexists(sign): time.sleep(0.0002)
os.rename(last, base + '/moved'); os.symlink({str(place)!r}, last)
""")
    world.dusty("alice", "disk", "restore", file, "--yes", check=False, cwd=world.homes / "alice")
    program.kill()
    left = world.sandbox.text("ls", place).split()
    world.sandbox.run("rm", "-rf", world.state / "machine" / "persist" / ".dusty-restores")
    assert left == list("abcd"), left


def test_a_restore_is_unpacked_through_no_link_where_persist_is_a_file_system_of_its_own(world):
    persist = world.state / "machine" / "persist"
    place = victim(world)
    world.dusty("root", "down")
    world.sandbox.run("mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", persist)
    world.dusty("root", "up", "--fresh", "dustyNginx", check=False)
    world.dusty("root", "up", check=False)
    file = backup(world, "cron.d")
    program = attack(world, f"""
import os
base = '/data/.dusty-restores'
print('armed')
while True:
    try:
        for name in os.listdir(base):
            tree = f'{{base}}/{{name}}/tree'
            if name.startswith('staged-') and os.path.isdir(tree) and not os.path.islink(tree):
                os.rename(tree, f'{{base}}/{{name}}/old'); os.symlink({str(place)!r}, tree)
    except OSError: pass
""")
    for _ in range(4):
        world.dusty("alice", "disk", "restore", file, "--yes", check=False, cwd=world.homes / "alice", timeout=60)
        if world.sandbox.text("ls", place):
            break
        evil(world, "true")
    program.kill()
    found = world.sandbox.text("find", place, "-type", "f", "-printf", "%P %U\n")
    world.dusty("root", "down", check=False)
    world.sandbox.run("umount", "-l", persist)
    world.dusty("root", "up", check=False)
    assert found == "", found
