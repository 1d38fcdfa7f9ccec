"""`dusty run`: containers for one program, of apps and services that are up, stopped, or never were started."""

import json

import pytest

from sandbox import until

SLOW = """
image: redis:7.0
command: sh -c 'sleep 3; exec redis-server'
healthcheck: {test: [CMD, redis-cli, ping], interval: 1s, retries: 30}
"""
ERRAND = """
repo: {repo}
mount: /errand
image: python:3.11
depends: {{services: [slow]}}
commands: {{once: ['touch /was-here'], always: ['exec sleep {seconds}']}}
compose: {{init: true, environment: {{ROUND: one}}}}
"""
BESIDE = "image: python:3.11\nnet: container:slow\ncommand: sleep 1000\ninit: true\n"
BAKED = "build: {directory}\ncommands: {{always: [exec sleep 1000]}}\n"
SICK = "image: redis:7.0\ncommand: sh -c 'echo I am sick; exit 3'\nhealthcheck: {test: [CMD, redis-cli, ping], interval: 1s, retries: 2}\n"
PATIENT = "image: redis:7.0\ndepends_on: [sick]\n"
CONNECT = "import socket; socket.create_connection(('{0}', 6379), 1); print('connected')"


@pytest.fixture(scope="module")
def errand(shop):
    """Specs that are active and were never up."""
    directory = shop.sandbox.directory / "baked"
    directory.mkdir()
    (directory / "Dockerfile").write_text("FROM python:3.11\nRUN echo cake > /baked\n")
    shop.make_repo("errand", {"code.py": "print('first')\n"})
    repo = shop.directory / "origins" / "errand"
    shop.publish({
        "services/slow.yml": SLOW, "services/beside.yml": BESIDE, "services/sick.yml": SICK, "services/patient.yml": PATIENT,
        "apps/errand.yml": ERRAND.format(repo=repo, seconds=1000), "apps/baked.yml": BAKED.format(directory=directory),
        "bundles/errand.yml": "apps: [errand, baked]\nservices: [beside, patient]\n",
    })
    shop.dusty("repos", "update")
    shop.dusty("bundles", "activate", "errand")
    return shop


def names(shop):
    """What containers there are but for those of the example."""
    wanted = ("slow", "errand", "beside", "baked", "sick", "patient")
    return {name.split("_")[1] for name in shop.containers() if name.split("_")[1] in wanted}


def one_offs(shop):
    return shop.sandbox.text("docker", "ps", "-aq", "--filter", "label=dusty.run").split()


def run(shop, *arguments, **options):
    return shop.dusty("run", *arguments, **options)


def test_without_what_it_needs_it_starts_nothing_else_and_has_code_and_variables(errand):
    result = run(errand, "--no-deps", "--rm", "errand", "python3", "code.py")
    assert result.stdout == "first\n"
    assert run(errand, "--no-deps", "errand", "sh", "-c", "echo $ROUND; pwd; ls /was-here", check=False).stdout == "one\n/errand\n"
    assert names(errand) == set() and one_offs(errand) == []
    assert errand.row("errand")["state"] == "missing", errand.row("errand")


def test_what_is_said_about_the_program_reaches_it(errand):
    words = "import os, sys; print(os.environ['A'], os.environ['ROUND'], os.environ.get('NOT_HERE'), os.getcwd(), os.getuid(), sys.argv[1:])"
    result = run(errand, "--no-deps", "-e", "A", "-e", "ROUND=2=3", "-e", "NOT_HERE", "-w", "/tmp", "-u", "65534", "errand", "--",
                 "python3", "-c", words, "--", "-e", env={"A": "from here"})
    assert result.stdout == "from here 2=3 None /tmp 65534 ['--', '-e']\n"
    assert run(errand, "--no-deps", "--entrypoint", "echo 'a b'", "errand", "c").stdout == "a b c\n"
    assert run(errand, "--no-deps", "errand", "sh", "-c", "cat; echo bad >&2; exit 7", input="in", check=False).returncode == 7
    said = run(errand, "-e", "=x", "errand", "true", check=False)
    assert said.returncode == 64 and "NAME=VALUE" in said.stderr
    assert "erand" in run(errand, "erand", "true", check=False).stderr


def test_an_image_is_built_for_it(errand):
    assert run(errand, "baked", "cat", "/baked").stdout == "cake\n"
    assert names(errand) == set() and one_offs(errand) == []


def test_what_it_needs_is_started_first_and_waited_for(errand):
    result = run(errand, "errand", "python3", "-c", CONNECT.format("slow"))
    assert result.stdout == "connected\n"
    assert "prepare errand" in result.stderr, "what takes a while is shown, where the program's output is not"
    assert names(errand) == {"slow"}
    again = run(errand, "errand", "python3", "-c", CONNECT.format("slow"))
    assert (again.stdout, again.stderr) == ("connected\n", "")
    assert run(errand, "beside", "python3", "-c", CONNECT.format("localhost")).stdout == "connected\n"
    assert names(errand) == {"slow"} and one_offs(errand) == []


def test_what_does_not_get_ready_is_named_and_nothing_runs(errand):
    said = run(errand, "patient", "echo", "ran", check=False)
    assert said.returncode == 1 and "ran" not in said.stdout
    assert "sick" in said.stderr and "not ready" in said.stderr
    assert one_offs(errand) == []
    errand.dusty("stop", "--rm", "sick")


def test_it_is_as_the_specs_are_now_and_leaves_the_container_that_is_there(errand):
    errand.dusty("up", "--no-pull", "errand")
    before = errand.containers()["dusty_errand_1"]
    repo = errand.directory / "origins" / "errand"
    changed = ERRAND.format(repo=repo, seconds=1000).replace("ROUND: one", "ROUND: two")
    errand.publish({"apps/errand.yml": changed})
    errand.dusty("repos", "update", "specs")
    assert run(errand, "errand", "sh", "-c", "echo $ROUND").stdout == "two\n"
    assert errand.containers()["dusty_errand_1"] == before
    errand.dusty("up", "--no-pull", "errand")
    assert run(errand, "errand", "sh", "-c", "echo $ROUND").stdout == "two\n"
    errand.dusty("stop", "errand")
    stopped = errand.containers()["dusty_errand_1"]
    assert run(errand, "errand", "sh", "-c", "echo $ROUND").stdout == "two\n"
    assert errand.containers()["dusty_errand_1"] == stopped and one_offs(errand) == []


def test_nothing_is_left_however_it_ends(errand):
    sandbox = errand.sandbox
    client = sandbox.start("dusty", "run", "errand", "sleep", "600")
    until(lambda: one_offs(errand), 20, "the container is there")
    sandbox.run("pkill", "-INT", "-x", "dusty")
    until(lambda: not one_offs(errand), 20, "it is gone after Ctrl-C")
    assert client.wait(timeout=20) != 0
    client = sandbox.start("dusty", "run", "errand", "sleep", "600")
    until(lambda: one_offs(errand), 20, "the container is there")
    sandbox.run("pkill", "-KILL", "-x", "dusty")
    until(lambda: not one_offs(errand), 20, "it is gone when its client was killed")
    client.wait()


def test_a_preparation_ends_with_its_client(errand):
    sandbox = errand.sandbox
    errand.dusty("stop", "--rm", "slow", "errand")
    client = sandbox.start("dusty", "run", "errand", "true")
    until(lambda: any(job["kind"] == "prepare" and job["state"] == "running" for job in errand.status()["jobs"]), 10, "it prepares")
    sandbox.run("pkill", "-INT", "-x", "dusty")
    client.wait(timeout=20)
    ended = ("cancelled", "failed", "succeeded")
    until(lambda: all(job["state"] in ended for job in errand.status()["jobs"]), 20, "it has ended")
    job = next(job for job in errand.status()["jobs"] if job["kind"] == "prepare")
    assert job["state"] == "cancelled", json.dumps(job)
    assert one_offs(errand) == []


def test_a_daemon_that_is_killed_meanwhile_leaves_nothing(errand):
    sandbox = errand.sandbox
    errand.dusty("up", "--no-pull", "slow")
    for number in (1, 2):
        errand.dusty("stop", "--rm", "errand", check=False)
        assert errand.kill_at("renameat", number, "run", "errand", "true")
        until(lambda: not one_offs(errand), 30, "the sweeper has come by")
        listed = sandbox.text("docker", "ps", "-a", "--format", "{{.Names}}").split()
        assert not [name for name in listed if "_run_" in name], listed
    assert run(errand, "errand", "echo", "works").stdout == "works\n"
