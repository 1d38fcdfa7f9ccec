"""What `plan` says and `up` does: images that are built, containers that share a network, files of the specs repo, code."""

import json

import pytest

from sandbox import until

DOCKERFILE = "FROM python:3.11\nCOPY page.txt /page/index.html\n"
IMAGE = """
build: {directory}
host_forwarding: [{{host_name: page.test, host_port: 80, container_port: 8080}}]
ready: {{tcp: 8080, timeout: 20}}
commands: {{always: [cd /page, exec python3 -m http.server 8080]}}
"""
OWNER = "image: python:3.11\ncommand: python3 -m http.server 8080\ninit: true\nenvironment: {{ROUND: '{0}'}}\n"
FOLLOWER = "image: python:3.11\nnet: container:owner\ncommand: sleep 1000\ninit: true\n"
FRONT = """
image: nginx:1.22
init: true
command: nginx -g 'daemon off;' -c /etc/front.conf
volumes: [./front/nginx.conf:/etc/front.conf, ./front/pages:/pages]
"""
CONF = "events {{}}\nhttp {{ server {{ listen 8080; root /pages; add_header X-Round {0}; }} }}\n"


def planned(shop, *names):
    return [action["text"] for action in json.loads(shop.sandbox.text("dusty", "plan", *names, "--json"))["actions"]]


def at_rest(shop):
    """Nothing is to be done, and three times nothing is done."""
    assert planned(shop) == []
    before = shop.containers()
    for _ in range(3):
        shop.dusty("up", "--no-pull")
    assert shop.containers() == before


def page(shop):
    return shop.get("http://page.test/")


@pytest.fixture(scope="module")
def built(shop):
    """The directory that an app's image is built from; nothing of it is mounted."""
    directory = shop.sandbox.directory / "page"
    directory.mkdir()
    (directory / "Dockerfile").write_text(DOCKERFILE)
    (directory / "page.txt").write_text("ours 1\n")
    # An image of another project has the name that ours would get.
    (directory / "other").mkdir()
    (directory / "other" / "Dockerfile").write_text("FROM python:3.11\nRUN mkdir /page && echo theirs > /page/index.html\n")
    for name in ("dusty-page", "dusty_page"):
        shop.sandbox.run("docker", "build", "-q", "-t", name, directory / "other")
    shop.add("apps", page=IMAGE.format(directory=directory))
    return directory


def test_an_image_of_another_project_under_the_same_name_is_not_run(shop, built):
    assert until(lambda: page(shop), 20, "the page") == "ours 1\n"
    at_rest(shop)


def test_an_image_is_built_again_when_its_directory_changed(shop, built):
    (built / "page.txt").write_text("ours 2\n")
    assert "build the image of page" in planned(shop) and "replace the container of page" in planned(shop)
    shop.dusty("up", "--no-pull")
    assert until(lambda: page(shop), 20, "the page") == "ours 2\n"
    at_rest(shop)


def test_an_image_is_built_again_when_the_spec_names_another_dockerfile(shop, built):
    (built / "Second").write_text(DOCKERFILE + "RUN echo second > /page/index.html\n")
    shop.publish({"apps/page.yml": IMAGE.format(directory=built) + "compose: {build: {dockerfile: Second}}\n"})
    shop.dusty("up")
    assert until(lambda: page(shop), 20, "the page") == "second\n"
    at_rest(shop)
    shop.remove("page")


@pytest.fixture(scope="module")
def together(shop):
    shop.add("services", owner=OWNER.format(1), follower=FOLLOWER)
    return shop


def shares(shop):
    """Whether the follower is in the network of the owner as it is now."""
    program = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/', timeout=3).status)"
    return until(lambda: shop.inside("follower", "python3", "-c", program, check=False).stdout.strip() == "200", 15,
                 "the owner answers in its network")


def test_restart_and_rebuild_take_along_who_shares_the_network(shop, together):
    assert shares(shop)
    for command in ("restart", "rebuild"):
        before = shop.containers()
        shop.dusty(command, "owner")
        after = shop.containers()
        assert all(after[f"dusty_{name}_1"] != before[f"dusty_{name}_1"] for name in ("owner", "follower"))
        assert shares(shop)
    # The log of what was replaced is kept, for root alone.
    assert "GET / HTTP" in shop.dusty("logs", "owner", "--previous").stdout
    kept = shop.sandbox.directory / "state" / "logs" / "owner.json"
    assert kept.stat().st_mode & 0o777 == 0o600 and kept.stat().st_uid == 0
    assert "no log is kept" in shop.dusty("logs", "redis", "--previous", check=False).stderr
    at_rest(shop)


def test_up_replaces_both_when_the_owner_changed(shop, together):
    shop.publish({"services/owner.yml": OWNER.format(2)})
    shop.dusty("repos", "update", "specs")
    assert [text for text in planned(shop) if text.startswith("replace")] == [
        "replace the container of owner", "replace the container of follower",
    ]
    shop.dusty("up", "--no-pull")
    assert shares(shop)
    at_rest(shop)


def test_up_restarts_who_lost_the_network_of_an_owner_that_began_again(shop, together):
    shop.sandbox.run("docker", "restart", "-t", "1", "dusty_owner_1")
    until(lambda: "restart follower" in planned(shop), 10, "the plan says so")
    shop.dusty("up", "--no-pull")
    assert shares(shop)
    at_rest(shop)
    shop.remove("owner", "follower")


def test_files_of_the_specs_repo_are_mounted_and_their_change_replaces(shop):
    shop.publish({"front/nginx.conf": CONF.format(1), "front/pages/index.html": "front 1\n"})
    shop.add("services", front=FRONT)
    program = "import urllib.request as u; a = u.urlopen('http://front:8080/'); print(a.headers['X-Round'], a.read().decode())"

    def front():
        return shop.inside("worker", "python3", "-c", program, check=False).stdout.split()

    until(lambda: front() == ["1", "front", "1"], 20, "the front answers")
    at_rest(shop)
    shop.publish({"front/nginx.conf": CONF.format(2)})
    shop.dusty("repos", "update", "specs")
    assert planned(shop) == [
        "write front/nginx.conf of the specs for front", "write the Compose file", "replace the container of front",
    ]
    shop.dusty("up", "--no-pull")
    until(lambda: front() == ["2", "front", "1"], 20, "the front answers with the new file")
    at_rest(shop)
    assert shop.inside("front", "touch", "/pages/x", check=False).returncode != 0
    shop.remove("front")


def test_a_script_of_the_specs_repo_runs_and_plan_sees_whether_it_may(shop):
    spec = "image: redis:7.0\nvolumes: ['./started/entry:/entry']\nentrypoint: [/entry]\n"
    script = shop.specs / "started" / "entry"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\necho the entry script runs\nexec sleep 1000\n")
    script.chmod(0o711)
    shop.add("services", started=spec)
    assert "the entry script runs" in shop.dusty("logs", "started").stdout
    mode = shop.sandbox.text("docker", "exec", "dusty_started_1", "stat", "-c", "%a", "/entry")
    assert mode == "755"
    at_rest(shop)
    script.chmod(0o644)
    shop.publish({})
    shop.dusty("repos", "update", "specs")
    assert planned(shop)[:1] == ["write started/entry of the specs for started"]
    assert "replace the container of started" in planned(shop)
    said = shop.dusty("up", "--no-pull", check=False)
    assert said.returncode == 1 and "ermission denied" in said.stdout + said.stderr
    script.chmod(0o755)
    shop.publish({})
    shop.dusty("up")
    at_rest(shop)
    shop.remove("started")


def test_validate_names_a_file_of_the_specs_repo_that_is_not_there(shop):
    shop.publish({"services/front.yml": FRONT.replace("./front/pages", "./front/nothing")})
    result = shop.dusty("validate", shop.specs, check=False)
    assert result.returncode == 1
    assert "services/front.yml:5" in result.stdout + result.stderr
    assert "`front/nothing` of the specs repo is not there" in result.stdout + result.stderr
    shop.withdraw()


def test_plan_names_the_repos_whose_code_changed_and_the_apps_that_restart_for_it(shop):
    shop.dusty("config", "set", "follow", "false")
    shop.dusty("repos", "override", "shop-api", shop.api)
    shop.dusty("up")
    (shop.api / "noted").write_text("1")
    assert planned(shop) == ["copy the code of shop-api", "restart api"]
    before = shop.containers()
    shop.dusty("up", "--no-pull")
    after = shop.containers()
    assert [name for name in after if after[name] != before[name]] == ["dusty_api_1"]
    at_rest(shop)
