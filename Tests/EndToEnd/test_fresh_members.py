"""Fresh eyes: what a member gets by way of the specs' clone, a build and the queue."""

import json
import time

import pytest

from test_attacks_callers import APP, SECRET, World


@pytest.fixture(scope="module")
def world(sandbox):
    world = World(sandbox)
    build = f"repo: {world.origin}\nmount: /code\nbuild: docker\ncommands: {{always: [exec sleep 100000]}}\n"
    world.publish(world.specs, {"apps/built.yml": build, "bundles/all.yml": "apps: [built]\n"})
    world.publish(world.origin, {"docker/Dockerfile": "FROM python:3.11\n"})
    world.dusty("root", "setup", "--specs-repo", world.specs, "--owner", "alice", "--bundle", "all")
    world.dusty("root", "up")
    return world


def test_a_build_follows_no_link_of_a_repo_to_what_its_user_may_not_read(world):
    world.write("alice", "project/Dockerfile", "FROM python:3.11\nCOPY . /stolen\n")
    world.write("alice", "project/secret.txt", SECRET)
    world.user("alice", "chmod", "700", world.homes / "alice" / "project")
    world.user("bob", "sh", "-ec", f"mkdir ~/built; ln -s {world.homes}/alice/project ~/built/docker; echo x >~/built/x")
    world.dusty("bob", "repos", "override", "api", world.homes / "bob" / "built")
    world.dusty("bob", "rebuild", "built", check=False, timeout=120, cwd="/run")
    stolen = world.sandbox.run("docker", "exec", "dusty_built_1", "cat", "/stolen/secret.txt", check=False).stdout
    world.dusty("bob", "repos", "manage", "api", check=False)
    assert SECRET not in stolen


def test_a_member_does_not_change_where_the_specs_come_from_by_updating_them(world):
    """`repos update` of a member makes the clone of the specs the member's own, who can then write into it."""
    clone = next(row["path"] for row in json.loads(world.dusty("alice", "repos", "list", "--json").stdout) if row["name"].endswith("specs"))
    world.dusty("alice", "repos", "update", check=False, cwd="/run")
    world.dusty("bob", "repos", "update", "specs", check=False, cwd="/run")
    spec = "image: python:3.11\ncommands: {always: [exec sleep 7777]}\n"
    world.user("bob", "sh", "-c", f"printf '%s' '{spec}' >{clone}/apps/built.yml", check=False)
    world.dusty("root", "up", check=False)
    runs = world.sandbox.run("docker", "exec", "dusty_built_1", "cat", "/command_files/dusty_command_file_built.sh", check=False).stdout
    owner = world.sandbox.text("stat", "-c", "%U", clone)
    world.user(owner, "git", "-C", clone, "checkout", "-q", ".", check=False)
    assert "7777" not in runs, f"root's up runs what bob wrote; the clone is {owner}'s"


def test_a_member_does_not_take_every_place_in_the_queue(world):
    world.sandbox.run("rm", "-rf", world.state / "repos" / str(world.origin).lstrip("/"))
    world.dusty("bob", "repos", "update", "api", cwd="/run")
    git = world.state / "repos" / str(world.origin).lstrip("/") / ".git"
    world.user("bob", "sh", "-ec", f"cd {git}; rm -f refs/heads/trunk packed-refs; mkfifo refs/heads/trunk packed-refs")
    for _ in range(21):
        world.ask("bob", "POST", "/v1/jobs", json.dumps({"kind": "pull", "names": ["api"], "queue": True}))
    time.sleep(1)
    code, text = world.ask("alice", "POST", "/v1/jobs", json.dumps({"kind": "up", "queue": True}))
    for job in json.loads(world.dusty("root", "jobs", "--json").stdout):
        if job["state"] in ("running", "waiting", "queued"):
            world.dusty("root", "cancel", str(job["id"]), check=False)
    assert code in (200, 201, 202), f"{code} {text}"
