"""What is wrong is refused with a reason, and what runs goes on running."""

import json
import re

import pytest

from sandbox import until


def test_every_problem_of_every_spec_is_reported_with_its_place(shop):
    before = shop.containers()
    shop.publish({
        "apps/web.yml": "repo: /nowhere/web\nimage: python:3.11\nbuild: .\ncolour: red\ncommands:\n  always: yes\n",
        "apps/extra.yml": "image: python:3.11\ncommands: {always: []}\ndepends:\n  services:\n    - mongo\n",
        "libs/broken.yml": "repo: [unclosed\n",
    })
    result = shop.dusty("up", check=False)
    shop.withdraw()
    assert result.returncode == 1
    said = result.stdout + result.stderr
    for place in (r"apps/web\.yml:\d+:\d+: error: .*colour", r"apps/web\.yml:\d+:\d+: error: .*always",
                  r"apps/extra\.yml:5:7: error: .*mongo", r"libs/broken\.yml:\d+:\d+: error:"):
        assert re.search(place, said), f"{place} in\n{said}"
    assert shop.containers() == before
    assert shop.front()["products"] == 3


def test_validate_prints_the_same_as_json(shop):
    (shop.specs / "apps" / "web.yml").write_text("image: python:3.11\ncommands: {always: [], colour: red}\n")
    try:
        result = shop.dusty("validate", shop.specs, "--json", check=False)
    finally:
        shop.sandbox.run("git", "-C", shop.specs, "checkout", "-q", ".")
    assert result.returncode == 1
    report = json.loads(result.stdout)
    assert not report["ok"]
    assert [(problem["line"], problem["column"]) for problem in report["problems"]] == [(2, 24)]
    assert shop.dusty("validate", shop.specs).returncode == 0


def test_a_port_clash_names_both_rules_and_touches_nothing(shop):
    before = shop.containers()
    web = (shop.specs / "apps" / "web.yml").read_text()
    shop.publish({"apps/web.yml": web.replace("web.shop.test", "api.shop.test")})
    result = shop.dusty("up", check=False)
    shop.withdraw()
    assert result.returncode == 1
    said = result.stdout + result.stderr
    assert re.search(r"apps/web\.yml:\d+:\d+: error: .*api\.shop\.test:80", said), said
    assert shop.containers() == before
    shop.dusty("up")


def test_a_taken_port_names_its_holder(shop):
    program = "import socket, time; s = socket.create_server(('127.65.0.1', 8443)); time.sleep(600)"
    holder = shop.sandbox.start("/usr/bin/python3", "-c", program)
    web = (shop.specs / "apps" / "web.yml").read_text()
    shop.publish({"apps/web.yml": web.replace("host_port: 80", "host_port: 8443")})
    before = shop.containers()
    until(lambda: "127.65.0.1:8443" in shop.sandbox.text("ss", "-Hltn"), 10, "the port is taken")
    try:
        result = shop.dusty("up", check=False)
    finally:
        holder.kill()
        shop.withdraw()
    assert result.returncode == 1
    said = result.stdout + result.stderr
    assert "8443" in said and "python3" in said, said
    assert shop.containers() == before
    shop.dusty("up")


@pytest.fixture
def stranger(shop):
    shop.sandbox.run("useradd", "--no-create-home", "stranger")
    yield "stranger"
    shop.sandbox.run("userdel", "stranger")


def as_user(name, *command):
    return ("setpriv", "--reuid", name, "--regid", name, "--init-groups", *command)


def test_a_user_outside_the_group_is_refused(shop, stranger):
    result = shop.sandbox.run(*as_user(stranger, "dusty", "status"), check=False)
    assert result.returncode == 77, result.stdout + result.stderr
    assert "dusty" in result.stderr
    curl = ("curl", "-sS", "--unix-socket", "/var/run/dusty/dusty.sock", "http://dusty/v1/status")
    assert "apps" not in shop.sandbox.run(*as_user(stranger, *curl), check=False).stdout


def test_an_open_socket_does_not_help_a_stranger(shop, stranger):
    shop.sandbox.run("sh", "-c", "chmod 666 /run/dusty/dusty.sock")
    curl = ("curl", "-sS", "-w", " %{http_code}", "--unix-socket", "/var/run/dusty/dusty.sock", "http://dusty/v1/status")
    said = shop.sandbox.run(*as_user(stranger, *curl), check=False).stdout
    shop.sandbox.run("sh", "-c", "chmod 660 /run/dusty/dusty.sock")
    assert said.endswith(" 403"), said
    assert "stranger" in said


def test_a_member_of_the_group_is_let_in(shop, stranger):
    shop.sandbox.run("usermod", "-aG", "dusty", stranger)
    assert "web" in shop.sandbox.text(*as_user(stranger, "dusty", "status"))


def test_a_request_of_a_megabyte_is_refused_and_does_no_harm(shop):
    body = shop.sandbox.directory / "large.json"
    body.write_text(json.dumps({"kind": "up", "names": ["x" * 1_000_000]}))
    answer = shop.sandbox.run(
        "curl", "-sS", "-m", "20", "-w", " %{http_code}", "--unix-socket", "/var/run/dusty/dusty.sock",
        "-d", f"@{body}", "http://dusty/v1/jobs", check=False,
    ).stdout
    assert re.search(r" 4\d\d$", answer), answer[-300:]
    assert shop.row("web")["state"] == "up"


def test_wrong_usage_and_unknown_names_have_their_exit_codes(shop):
    assert shop.dusty("restart", "--nonsense", check=False).returncode == 64
    result = shop.dusty("restart", "nobody", check=False)
    assert result.returncode == 1
    assert "nobody" in result.stdout + result.stderr
    assert shop.dusty("bundles", "activate", "nothing", check=False).returncode == 1


def test_a_full_disk_is_reported_and_recovers(shop):
    repo = shop.directory / "work" / "shop-api"
    target = shop.machine / "dusty_repos"
    shop.sandbox.run("sh", "-c", f"cp -a '{target}' '{target}.copy' && mount -t tmpfs -o size=3m tmpfs '{target}' "
                     f"&& cp -a '{target}.copy/.' '{target}'")
    (repo / "large.bin").write_bytes(b"x" * 8_000_000)
    result = shop.dusty("sync", check=False)
    (repo / "large.bin").unlink()
    assert result.returncode == 1
    assert "No space left on device" in result.stdout + result.stderr
    assert shop.dusty("sync").returncode == 0
    shop.sandbox.run("sh", "-c", f"umount -l '{target}'; rm -rf '{target}.copy'")
    assert shop.row("api")["state"] == "up"
