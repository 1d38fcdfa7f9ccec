"""Containers of others that look like the stack's: neither taken for it, nor touched, nor shown unfiltered."""

import json

import pytest

ESCAPE = "\x1b]0;owned\x07\x1b[31m\u202e"


def labels_of(shop, name):
    return json.loads(shop.sandbox.text("docker", "inspect", "-f", "{{json .Config.Labels}}", name))


def forge(shop, name, labels, *options):
    """A running container of another user's."""
    words = [word for key, value in labels.items() for word in ("--label", f"{key}={value}")]
    return shop.sandbox.text("docker", "run", "-d", "--name", name, *words, *options, "--stop-signal", "KILL",
                             "--entrypoint", "sleep", "redis:7.0", "1000")


@pytest.fixture
def forged(shop):
    """Makes forged containers; afterwards they are gone and the stack is up."""
    names = []

    def make(name, labels, *options):
        names.append(name)
        return forge(shop, name, labels, *options)

    yield make
    shop.sandbox.run("docker", "rm", "-f", *names, check=False)
    shop.dusty("up")
    assert shop.until_front()["products"] == 3


def refused(shop, name):
    """`up` names the container and what to do, and leaves everything as it is."""
    before = shop.containers()
    result = shop.dusty("up", check=False)
    assert result.returncode == 1
    assert f"`{name}`" in result.stderr and f"docker rm -f {name}" in result.stderr, result.stderr
    assert shop.containers() == before


def test_A15_a_labelled_container_is_not_taken_for_ours(shop, forged):
    forged("theirs", {"com.docker.compose.project": "dusty", "dusty.service": "api", "dusty.stack": "default",
                      "com.docker.compose.service": "api" + ESCAPE, "x" + ESCAPE: ESCAPE})
    before = shop.containers()
    # There is nothing to do, and it stays so: nothing tries to replace it.
    for _ in range(2):
        result = shop.dusty("up")
        assert shop.containers() == before
    warning = next(row for row in shop.status()["warnings"] if "theirs" in row["message"])
    assert warning["hint"] == "remove it: `docker rm -f theirs`"
    texts = [result.stdout, result.stderr, shop.dusty("status").stdout, shop.dusty("status", "--json").stdout,
             shop.dusty("doctor", check=False).stdout, shop.dusty("disk").stdout,
             shop.sandbox.text("curl", "-sS", "--unix-socket", "/run/dusty/dusty.sock", "http://dusty/v1/status")]
    for text in texts:
        assert not set("\x1b\x07\u202e") & set(text) and "\\u001b" not in text, text
    assert [row["name"] for row in shop.status()["apps"] if row["name"].startswith("api")] == ["api"]


def test_A15_a_copy_of_all_labels_is_not_taken_for_ours(shop, forged):
    forged("copy", labels_of(shop, "dusty_api_1"))
    before = shop.containers()
    shop.dusty("up")
    assert shop.containers() == before
    # Compose would take it for its own: it must not run while it is there.
    shop.dusty("env", "set", "api", "FORGED=1")
    refused(shop, "copy")
    result = shop.dusty("rebuild", "api", check=False)
    assert result.returncode == 1 and "docker rm -f copy" in result.stderr
    shop.dusty("stop", "api")
    assert shop.containers()["copy"] == before["copy"]
    shop.dusty("env", "unset", "api", "FORGED")


def test_A15_a_copy_under_our_name_is_a_stranger(shop, forged):
    labels = labels_of(shop, "dusty_worker_1")
    shop.sandbox.run("docker", "rm", "-f", "dusty_worker_1")
    forged("dusty_worker_1", labels)
    assert shop.row("worker")["state"] == "missing"
    refused(shop, "dusty_worker_1")


def test_A15_a_name_of_ours_without_labels_is_reported(shop, forged):
    shop.dusty("stop", "--rm", "worker")
    forged("dusty_worker_1", {})
    refused(shop, "dusty_worker_1")


def test_A15_a_port_of_ours_in_anothers_container_is_reported(shop, forged):
    port = labels_port(shop)
    shop.dusty("stop", "--rm", "api")
    forged("squatter", {}, "-p", f"{port}:9")
    result = shop.dusty("up", check=False)
    assert result.returncode == 1
    assert "squatter" in result.stderr and port.rsplit(":", 1)[1] in result.stderr


def labels_port(shop):
    """Address and number of the API's forwarded port."""
    return shop.sandbox.text("docker", "port", "dusty_api_1", "8080/tcp").splitlines()[0]


def test_A15_down_and_cleanup_leave_strangers_alone(shop, forged):
    theirs = forged("theirs", labels_of(shop, "dusty_redis_1"))
    shop.sandbox.run("docker", "stop", "theirs")
    plan = json.loads(shop.dusty("disk", "cleanup", "--all", "--dry-run", "--json").stdout)
    assert "theirs" not in {item["name"] for item in plan["remove"]}
    said = shop.dusty("down").stdout
    assert "theirs" in said
    assert {name: facts[0] for name, facts in shop.containers().items()} == {"theirs": theirs}


def test_A15_containers_of_a_daemon_without_a_record_are_taken_over(shop):
    before = shop.containers()
    record = shop.sandbox.directory / "state" / "containers.json"
    assert shop.sandbox.text("stat", "-c", "%a %u", record) == "600 0"
    shop.sandbox.run("Scripts/daemon", "stop")
    record.unlink()
    shop.sandbox.run("Scripts/daemon", "start")
    shop.dusty("up")
    assert shop.containers() == before
    assert not [row for row in shop.status()["warnings"] if row["subject"] == "containers"]


@pytest.mark.parametrize("kind", ("swept", "guessed"))
def test_a_container_of_others_is_not_removed_by_a_test_run_for_its_labels(shop, kind):
    number = 1 + max(job["id"] for job in json.loads(shop.dusty("jobs", "--json").stdout))
    project = "dusty-test-foo" if kind == "swept" else f"dusty-test-api-{number}-1"
    labels = {"com.docker.compose.project": project, "com.docker.compose.service": "x", "com.docker.compose.oneoff": "False",
              "com.docker.compose.config-hash": "x", "dusty.stack": "default", "dusty.test": project}
    words = [word for label in labels.items() for word in ("--label", "=".join(label))]
    name = f"theirs-{kind}"
    shop.sandbox.run("docker", "volume", "create", "--label", f"com.docker.compose.project={project}", "--label",
                     "com.docker.compose.volume=d", name)
    shop.sandbox.run("docker", "run", "-d", "--name", name, *words, "-v", f"{name}:/d", "--stop-signal", "KILL",
                     "--entrypoint", "sleep", "redis:7.0", "1000")
    shop.dusty("test", "api", "unit", check=False, timeout=240)
    left = [shop.sandbox.text("docker", *command).split()
            for command in (("ps", "-a", "--format", "{{.Names}}"), ("volume", "ls", "-q"))]
    shop.sandbox.run("docker", "rm", "-f", name, check=False)
    shop.sandbox.run("docker", "volume", "rm", name, check=False)
    assert all(name in names for names in left), left
