"""Stacks side by side in one daemon: the same project once more, and another project whose names are all the same."""

import json
import re
import os
import random
import time

import pytest

from sandbox import until
from screen import Screen

BLOG = {
    "bundles/blog.yml": "apps: [api]\n",
    "apps/api.yml": """\
image: python:3.11
depends: {services: [redis]}
host_forwarding: [{host_name: api.shop.test, host_port: 80, container_port: 8080}]
commands:
  always: ["mkdir -p /w && echo blog >/w/index.html && cd /w && exec python -u -m http.server 8080"]
compose: {init: true, volumes: ["data:/data", "/persist/shop/redis:/mine"]}
""",
    # Named as the shop's, in the same place.
    "services/redis.yml": """\
image: redis:7.0
command: ["redis-server", "--appendonly", "yes"]
volumes: ["/persist/shop/redis:/data", "data:/named"]
healthcheck: {test: ["CMD", "redis-cli", "ping"], interval: 3s, timeout: 5s, retries: 20}
""",
}


def stacks(shop):
    return {stack["name"]: stack for stack in json.loads(shop.sandbox.text("dusty", "stack", "list", "--json"))}


def get(shop, address, host):
    """What a stack's proxy answers under a host name."""
    result = shop.sandbox.run("curl", "-sS", "-m", "10", "--noproxy", "*", "--resolve", f"{host}:80:{address}",
                              f"http://{host}/", check=False)
    return result.stdout


def until_answer(shop, stack, host, text):
    """Waits until an app answers, which may begin a moment after its container did."""
    until(lambda: text in get(shop, stack["address"], host), 30,
          lambda: f"{host} answers; now {get(shop, stack['address'], host)}")


def redis(shop, project, *command):
    return shop.sandbox.text("docker", "exec", f"{project}_redis_1", "redis-cli", *command)


@pytest.fixture(scope="module")
def blog(shop):
    shop.make_repo("blog-specs", BLOG)
    return shop.directory / "origins" / "blog-specs"


def test_names_that_could_be_read_as_another_are_refused(shop):
    for name in ("a_b", "default", "test-api", "A", "a--b", "x" * 31):
        result = shop.dusty("stack", "new", name, check=False)
        assert result.returncode == 1 and "cannot be the name of a stack" in result.stderr, (name, result.stderr)
    assert list(stacks(shop)) == ["default"]
    result = shop.dusty("status", "-s", "nothere", check=False)
    assert result.returncode == 1 and "there is no stack `nothere`" in result.stderr
    assert "dusty stack new nothere" in result.stderr


def test_a_stack_whose_specs_cannot_be_had_is_not_kept(shop):
    result = shop.dusty("stack", "new", "broken", "--specs", "/nowhere/at/all", check=False)
    assert result.returncode == 1
    assert "broken" not in stacks(shop)
    assert not (shop.sandbox.directory / "state" / "stacks" / "broken").exists()


def test_what_another_daemon_has_under_a_name_is_not_adopted(shop):
    state = shop.sandbox.directory / "state" / "stacks"
    shop.sandbox.run("docker", "volume", "create", "--label", "com.docker.compose.project=dusty-taken", "dusty-taken_data")
    result = shop.dusty("stack", "new", "taken", check=False)
    assert result.returncode == 1 and "volume dusty-taken_data" in result.stderr, result.stderr
    assert "choose another name" in result.stderr and "taken" not in stacks(shop) and not (state / "taken").exists()
    shop.sandbox.run("docker", "volume", "rm", "dusty-taken_data")
    shop.sandbox.run("sh", "-c", f"mkdir -p {state}/taken/machine/persist && echo mine >{state}/taken/machine/persist/x")
    result = shop.dusty("stack", "new", "taken", check=False)
    assert result.returncode == 1 and f"the directory {state}/taken" in result.stderr, result.stderr
    assert shop.sandbox.text("cat", f"{state}/taken/machine/persist/x") == "mine"
    shop.sandbox.run("rm", "-r", f"{state}/taken")


def test_the_same_project_once_more_stands_beside_the_first(shop):
    before = shop.containers()
    worktree = shop.directory / "work" / "api-fix-ui"
    shop.sandbox.run("git", "-C", shop.api, "worktree", "add", "-q", worktree, "-b", "fix-ui")
    shop.dusty("stack", "new", "fix-ui", "--dir", worktree, "--up")
    stack = stacks(shop)["fix-ui"]
    assert stack["slot"] == 1 and stack["address"] == "127.65.1.1" and stack["directories"] == [str(worktree)]
    until_answer(shop, stack, "api.fix-ui.shop.test", '"products": 3')
    # No port of the host is needed for that, and no firewall of the host is in the way.
    assert shop.sandbox.text("docker", "port", "dusty-fix-ui_api_1") == ""
    shop.sandbox.run("sh", "-ec", "iptables -I INPUT 1 ! -i lo -m conntrack --ctstate NEW -j DROP")
    assert '"products": 3' in get(shop, stack["address"], "api.fix-ui.shop.test")
    shop.sandbox.run("iptables", "-F", "INPUT")
    hosts = shop.sandbox.read("/etc/hosts").decode()
    assert "127.65.1.1 api.fix-ui.shop.test\n" in hosts and "127.65.1.1 api.shop.test\n" not in hosts
    assert "127.65.0.1 api.shop.test\n" in hosts
    after = shop.containers()
    assert {name: after[name] for name in before} == before
    # Inside, the plain name leads to the own proxy.
    inside = shop.sandbox.text("docker", "exec", "dusty-fix-ui_web_1", "python3", "-c",
                               "import socket; print(socket.gethostbyname('api.shop.test'))")
    shape = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}"
    assert inside in shop.sandbox.text("docker", "inspect", "-f", shape, "dusty-fix-ui_dustyInternalNginx_1").split()


def test_a_directory_means_its_stack(shop):
    worktree = shop.directory / "work" / "api-fix-ui"
    for arguments, options, name in (
        ([], {}, "default"),
        (["-s", "fix-ui"], {}, "fix-ui"),
        ([], {"env": {"DUSTY_STACK": "fix-ui"}}, "fix-ui"),
        ([], {"cwd": worktree}, "fix-ui"),
        (["-s", "default"], {"cwd": worktree}, "default"),
    ):
        result = shop.dusty("status", "--json", *arguments, **options)
        assert json.loads(result.stdout)["stack"] == name, (arguments, options)
        assert ("stack fix-ui" in result.stderr) == (name == "fix-ui")
    assert json.loads(shop.dusty("-s", "fix-ui", "status", "--json").stdout)["stack"] == "fix-ui"
    result = shop.dusty("shutdown", cwd=worktree, check=False)
    assert result.returncode == 1 and "-s default" in result.stderr
    result = shop.dusty("stack", "new", "second", "--dir", f"{worktree}/.", check=False)
    assert result.returncode == 1 and "belongs to the stack `fix-ui`" in result.stderr and "second" not in stacks(shop)


def test_in_a_worktree_no_option_is_needed_and_what_lost_its_directory_is_pruned(shop):
    worktree = shop.directory / "work" / "try"
    shop.sandbox.run("git", "-C", shop.api, "worktree", "add", "-q", worktree, "-b", "jd/Try_it")
    # Below a clone that `default` uses itself there is nothing that gives a name.
    result = shop.dusty("stack", "new", cwd=shop.api, check=False)
    assert result.returncode == 1 and "the stack has no name" in result.stderr
    # As from a hook of git, which says which repo it is about.
    result = shop.dusty("stack", "new", cwd=worktree, env={"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere"})
    assert f"shop-api comes from {worktree}" in result.stdout, result.stdout
    assert stacks(shop)["try-it"]["directories"] == [str(worktree)]
    result = shop.dusty("stack", "new", "-s", "default", cwd=worktree, check=False)
    assert result.returncode == 1 and "dusty stack new try-it-2" in result.stderr, result.stderr
    assert "no stack has lost" in shop.dusty("stack", "prune").stdout
    shop.sandbox.run("git", "-C", shop.api, "worktree", "remove", "--force", worktree)
    result = shop.dusty("stack", "prune", check=False)
    assert result.returncode and f"try-it: {worktree} is gone" in result.stderr and "try-it" in stacks(shop)
    assert "stack try-it is gone" in shop.dusty("stack", "prune", "--yes").stdout
    assert "try-it" not in stacks(shop) and "fix-ui" in stacks(shop)


def test_one_worktree_for_each_repo_is_made_on_one_branch(shop):
    place = shop.directory / "work" / "both"
    shop.dusty("stack", "new", "both", "--worktrees", place, "--branch", "jd/both")
    made = stacks(shop)["both"]["directories"]
    assert made == [str(place / "shop-api")]
    assert shop.sandbox.text("git", "-C", made[0], "symbolic-ref", "--short", "HEAD") == "jd/both"
    repos = {repo["short_name"]: repo for repo in json.loads(shop.dusty("repos", "-s", "both", "--json").stdout)}
    assert repos["shop-api"]["path"] == made[0] and not repos["shop-web"]["overridden"]
    # Nothing is left of what could not be made.
    result = shop.dusty("stack", "new", "both", "--worktrees", shop.directory / "work" / "more", "--branch", "more", check=False)
    assert result.returncode == 1 and "there is already a stack `both`" in result.stderr
    assert shop.sandbox.run("test", "-e", shop.directory / "work" / "more" / "shop-api", check=False).returncode
    result = shop.dusty("stack", "new", "b2", "--worktrees", place, "--repos", "shop-web", check=False)
    assert result.returncode == 1 and "dusty repos override shop-web DIR" in result.stderr
    shop.dusty("stack", "remove", "both", "--yes")
    assert (place / "shop-api").exists()
    shop.sandbox.run("git", "-C", shop.api, "worktree", "remove", "--force", place / "shop-api")


def test_other_specs_are_another_stack(shop, blog):
    for command in (("setup", "--specs-repo", blog), ("config", "set", "specs_repo", blog)):
        result = shop.dusty(*command, check=False)
        assert result.returncode == 1, command
        assert f"dusty stack new NAME --specs {blog}" in result.stderr and f"dusty config set specs_repo {blog} --same-project" in result.stderr
    assert shop.status()["apps"]
    value = json.loads(shop.dusty("config", "get", "specs_repo", "--json").stdout)["value"]
    shop.dusty("config", "set", "specs_repo", blog, "--same-project")
    shop.dusty("config", "set", "specs_repo", value, "--same-project")


def test_projects_whose_names_are_equal_survive_each_other(shop, blog):
    before = {name: value for name, value in shop.containers().items() if not name.startswith("dusty-fix-ui")}
    redis(shop, "dusty", "SET", "whose", "shop")
    shop.dusty("stack", "new", "blog", "--specs", blog, "--bundles", "blog", "--up")
    stack = stacks(shop)["blog"]
    assert stack["slot"] == 2
    until_answer(shop, stack, "api.blog.shop.test", "blog\n")
    assert redis(shop, "dusty-blog", "GET", "whose") == ""
    redis(shop, "dusty-blog", "SET", "whose", "blog")
    shop.sandbox.run("docker", "exec", "dusty-blog_api_1", "sh", "-c", "echo blog >/data/whose")
    # Taking one down, and with it all that it has, leaves the other as it was.
    shop.dusty("down", "-s", "fix-ui")
    after = shop.containers()
    assert {name: after[name] for name in before} == before
    assert redis(shop, "dusty", "GET", "whose") == "shop" and redis(shop, "dusty-blog", "GET", "whose") == "blog"
    shop.dusty("down")
    assert redis(shop, "dusty-blog", "GET", "whose") == "blog"
    assert shop.sandbox.text("docker", "exec", "dusty-blog_api_1", "cat", "/data/whose") == "blog"


def test_a_reset_of_one_leaves_the_data_of_equal_names_in_the_other(shop, blog):
    shop.dusty("up")
    shop.dusty("up", "-s", "blog")
    redis(shop, "dusty", "SET", "whose", "shop")
    redis(shop, "dusty-blog", "SET", "whose", "blog")
    shop.dusty("down", "-v", "-s", "blog", "--yes")
    assert redis(shop, "dusty", "GET", "whose") == "shop"
    shop.dusty("up", "-s", "blog")
    assert "redis up" in shop.dusty("wait", "redis", "-s", "blog").stdout
    assert redis(shop, "dusty-blog", "GET", "whose") == ""
    redis(shop, "dusty-blog", "SET", "whose", "blog")
    shop.dusty("reset", "redis", "--yes")
    assert "api up" in shop.dusty("wait", "--timeout", "60").stdout
    assert redis(shop, "dusty", "GET", "whose") == "" and redis(shop, "dusty-blog", "GET", "whose") == "blog"
    redis(shop, "dusty", "SET", "whose", "shop")


def test_stacks_that_come_up_at_once_keep_both_sections_of_the_hosts_file(shop):
    ups = [shop.sandbox.start("dusty", "up", "-s", name, stdout=-1, stderr=-1) for name in ("default", "fix-ui")]
    for up in ups:
        output, errors = up.communicate(timeout=300)
        assert up.returncode == 0, output + errors
    lines = shop.sandbox.read("/etc/hosts").decode().splitlines()
    for line in ("127.65.0.1 api.shop.test", "127.65.1.1 api.fix-ui.shop.test", "127.65.2.1 api.blog.shop.test"):
        assert lines.count(line) == 1, line
    assert redis(shop, "dusty", "GET", "whose") == "shop"


def test_a_daemon_that_starts_again_knows_its_stacks(shop):
    shop.sandbox.run("Scripts/daemon", "stop")
    shop.sandbox.run("Scripts/daemon", "start")
    assert list(stacks(shop)) == ["default", "blog", "fix-ui"]
    plan = json.loads(shop.dusty("plan", "-s", "blog", "--json").stdout)
    assert plan["actions"] == []
    assert until(lambda: stacks(shop)["blog"]["running"] == 2, 20, "the blog's containers are seen")
    file = shop.sandbox.directory / "state" / "stacks.json"
    assert file.stat().st_mode & 0o777 == 0o600


def leads(shop):
    """Where host names lead, by the hosts file; each leads to one place."""
    lines = [line.split() for line in shop.sandbox.read("/etc/hosts").decode().splitlines() if line.startswith("127.65.")]
    assert len({name for _, name in lines}) == len(lines), lines
    return {name: address for address, name in lines}


def test_plain_names_lead_to_the_front_until_there_is_another_one(shop):
    before = leads(shop)
    assert before["api.shop.test"] == before["web.shop.test"] == "127.65.0.1"
    assert "plain host names lead to the stack default" in shop.dusty("stack", "front").stdout
    assert "plain host names lead to the stack fix-ui" in shop.dusty("stack", "front", "fix-ui").stdout
    taken = {name: "127.65.1.1" if address == "127.65.0.1" else address for name, address in before.items()}
    assert leads(shop) == taken
    assert [stack["name"] for stack in stacks(shop).values() if stack["is_front"]] == ["fix-ui"]
    assert "fix-ui (front)" in shop.dusty("stack", "list").stdout
    report = json.loads(shop.dusty("doctor", "--json", check=False).stdout)
    row = next(row for row in report["checks"] if row["name"] == "hosts file")
    assert row["state"] == "ok" and "lead to the stack `fix-ui`" in row["message"], row
    # Inside containers the plain names lead to the own proxy as before, and nothing is planned for either.
    for name in ("default", "fix-ui"):
        assert json.loads(shop.dusty("plan", "-s", name, "--json").stdout)["actions"] == []
    # It stays so.
    shop.sandbox.run("Scripts/daemon", "stop")
    shop.sandbox.run("Scripts/daemon", "start")
    for name in ("default", "fix-ui"):
        shop.dusty("up", "-s", name)
    assert leads(shop) == taken
    shop.dusty("down", "-s", "fix-ui")
    assert "api.shop.test" not in leads(shop)
    shop.dusty("up", "-s", "fix-ui")
    assert leads(shop) == taken
    # Names that another project does not have go back to where they were.
    shop.dusty("stack", "front", "blog")
    assert leads(shop) == {**before, "api.shop.test": "127.65.2.1"}
    result = shop.dusty("stack", "front", "nothere", check=False)
    assert result.returncode == 1 and "there is no stack `nothere`" in result.stderr
    shop.dusty("stack", "front", "default")
    assert leads(shop) == before
    shop.dusty("stack", "front", "blog")


# Says who it is and what a host name leads to, once and again after the hosts file was replaced.
INSIDE = """
import os, socket, sys
ask = lambda: socket.gethostbyname("api.shop.test")
print(os.getuid(), os.environ["DUSTY_STACK"], ask(), flush=True)
sys.stdin.readline()
try: print(ask(), socket.gethostbyname("blog-only.test"))
except OSError as error: print(ask(), error.errno)
try: open("/etc/new", "w")
except OSError as error: print(type(error).__name__)
"""


@pytest.mark.parametrize("user", ["root", "ann"])
def test_a_program_in_a_stack_has_the_plain_names_to_itself(shop, user):
    before = leads(shop)
    assert before["api.shop.test"] == "127.65.2.1", before
    if user == "ann":
        shop.sandbox.run("useradd", "--create-home", "--home-dir", shop.directory / "ann", "--groups", "dusty", "ann")
    words = ("dusty", "stack", "enter", "fix-ui", "--", "/usr/bin/python3", "-c", INSIDE)
    program = shop.sandbox.start(*(words if user == "root" else as_user(user, *words)), stdin=-1, stdout=-1)
    uid = shop.sandbox.text("id", "-u", user).strip()
    assert program.stdout.readline().split() == [uid, "fix-ui", "127.65.1.1"]
    # The daemon puts a new file in the place of the old one: the program keeps its own.
    shop.dusty("down", "-s", "blog")
    assert "api.shop.test" not in leads(shop)
    program.stdin.write("\n")
    program.stdin.flush()
    address, error = program.stdout.readline().split()
    assert address == "127.65.1.1" and error.startswith("-"), (address, error)
    assert program.stdout.readline().strip() in ("OSError", "PermissionError")
    assert program.wait(10) == 0
    shop.dusty("up", "-s", "blog")
    assert leads(shop) == before and not shop.sandbox.text("sh", "-c", "ls -d /tmp/dusty-hosts-* 2>/dev/null; true")
    # The rest of the host is as it was, and the exit code is the program's.
    assert shop.dusty("stack", "enter", "fix-ui", "--", "sh", "-c", "exit 7", check=False).returncode == 7
    missing = shop.dusty("stack", "enter", "nothere", "--", "true", check=False)
    assert missing.returncode == 1 and "`nothere` is not known" in missing.stderr


# Stands in for Chromium, which is not installed for tests: it writes down what it was told.
BROWSER = """#!/bin/sh
printf '%s\\n' "$@" >"$HOME/told.tmp"
mv "$HOME/told.tmp" "$HOME/told"
"""


def test_a_browser_of_the_stack_is_told_where_its_names_lead(shop):
    home = shop.directory / "ann"
    shop.sandbox.run("tee", "/usr/local/bin/chromium", input=BROWSER)
    shop.sandbox.run("chmod", "755", "/usr/local/bin/chromium")
    said = dusty_as(shop, "ann", "browse", "web", "-s", "fix-ui").stdout
    assert "http://web.shop.test/ in the browser of the stack fix-ui" in said
    until(lambda: (home / "told").exists(), 10, "the browser starts")
    told = (home / "told").read_text().splitlines()
    assert told[-1] == "http://web.shop.test/" and any(word.endswith("/dusty/browser/fix-ui") for word in told), told
    rules = next(word for word in told if word.startswith("--host-resolver-rules="))
    assert "MAP web.shop.test 127.65.1.1" in rules and "MAP web.fix-ui.shop.test 127.65.1.1" in rules
    refused = shop.dusty("browse", "web", "-s", "fix-ui", check=False)
    assert refused.returncode == 64 or "browsers refuse to be run by root" in refused.stderr, refused
    shop.sandbox.run("rm", "/usr/local/bin/chromium")
    none = dusty_as(shop, "ann", "browse", "web", "-s", "fix-ui", check=False)
    assert none.returncode == 69 and "there is no Chromium" in none.stderr


def test_removing_a_stack_leaves_nothing_of_it_and_all_of_the_others(shop):
    before = {name: value for name, value in shop.containers().items() if not name.startswith("dusty-blog")}
    assert shop.of_stack("blog")
    result = shop.dusty("stack", "remove", "blog", check=False)
    assert result.returncode != 0 and "blog" in stacks(shop)
    shop.dusty("stack", "remove", "blog", "--yes")
    assert shop.of_stack("blog") == [] and "blog" not in stacks(shop)
    assert "blog" not in shop.sandbox.read("/etc/hosts").decode()
    # It was the front.
    assert leads(shop)["api.shop.test"] == "127.65.0.1" and stacks(shop)["default"]["is_front"]
    assert not (shop.sandbox.directory / "state" / "stacks" / "blog").exists()
    assert shop.containers() == before
    assert redis(shop, "dusty", "GET", "whose") == "shop"
    # Its place is free, and its things are gone.
    shop.dusty("stack", "new", "again", "--specs", shop.directory / "origins" / "blog-specs", "--bundles", "blog", "--up")
    assert stacks(shop)["again"]["slot"] == 2
    assert redis(shop, "dusty-again", "GET", "whose") == ""
    shop.dusty("stack", "remove", "again", "--yes")


def test_what_is_left_is_named(shop):
    stranger = ("docker", "run", "-d", "--name", "stranger", "--label", "com.docker.compose.project=dusty-fix-ui",
                "redis:7.0")
    shop.sandbox.run(*stranger)
    result = shop.dusty("stack", "remove", "fix-ui", "--yes", check=False)
    assert result.returncode == 1 and "left: container stranger" in result.stderr, result.stderr
    refused = shop.dusty("up", "-s", "fix-ui", check=False)
    assert refused.returncode == 1 and "is being removed" in refused.stderr
    shop.sandbox.run("docker", "rm", "-f", "stranger")
    shop.dusty("stack", "remove", "fix-ui", "--yes")
    assert list(stacks(shop)) == ["default"]
    assert (shop.directory / "work" / "api-fix-ui" / "server.py").exists()


def test_a_killed_daemon_finishes_what_it_had_begun(shop, blog):
    state = shop.sandbox.directory / "state"
    dice = random.Random(16)
    before = shop.containers()
    new = ("stack", "new", "killed", "--specs", blog, "--bundles", "blog")
    for _ in range(int(os.environ.get("DUSTY_KILL_ROUNDS", "6"))):
        shop.kill_during(dice.random() / 2, *new)
        if "killed" not in stacks(shop):
            assert not (state / "stacks" / "killed").exists()
            shop.dusty(*new)
        shop.kill_during(dice.random() * 3, "up", "-s", "killed")
        shop.dusty("up", "-s", "killed")
        assert redis(shop, "dusty-killed", "PING") == "PONG"
        # Killed between the registry and the hosts file, names lead to one of the two all the same.
        shop.kill_during(dice.random() / 4, "stack", "front", "killed")
        until(lambda: leads(shop)["api.shop.test"] == next(
            stack["address"] for stack in stacks(shop).values() if stack["is_front"]), 20, "the hosts file follows")
        shop.kill_during(dice.random() * 3, "stack", "remove", "killed", "--yes")
        if stacks(shop).get("killed", {}).get("is_being_removed") is False:
            # It had not begun.
            shop.dusty("stack", "remove", "killed", "--yes")
        until(lambda: "killed" not in stacks(shop), 90, "the stack is removed")
        assert shop.of_stack("killed") == [] and not (state / "stacks" / "killed").exists()
        assert "killed" not in shop.sandbox.read("/etc/hosts").decode()
        assert stacks(shop)["default"]["is_front"] and leads(shop)["api.shop.test"] == "127.65.0.1"
    assert shop.containers() == before


def idle_stops(shop, name):
    """The jobs of a stack that were begun because nobody used it. Asking is a use."""
    return [job for job in json.loads(shop.sandbox.text("dusty", "jobs", "-s", name, "--json")) if job["user"] == "idle stop"]


def is_up(shop, project):
    return shop.sandbox.text("docker", "ps", "-q", "--filter", f"label=com.docker.compose.project={project}") != ""


def test_a_stack_that_nobody_uses_is_stopped(shop, blog):
    shop.dusty("stack", "new", "lazy", "--specs", blog, "--bundles", "blog")
    refused = shop.dusty("config", "set", "-s", "lazy", "idle", "soon", check=False)
    assert refused.returncode == 1 and "10s to 365d" in refused.stderr
    refused = shop.dusty("config", "set", "idle", "2h", check=False)
    assert refused.returncode == 1 and "config set -s NAME idle 2h" in refused.stderr
    shop.dusty("up", "-s", "lazy")
    before = shop.containers()
    shop.dusty("config", "set", "-s", "lazy", "idle", "20s")
    try:
        # Each of these is a use for longer than the setting says.
        for use in (("logs", "-f", "-s", "lazy", "redis"), ("exec", "-s", "lazy", "redis", "sleep", "35"),
                    ("stack", "enter", "lazy", "--", "sleep", "35")):
            process = shop.sandbox.start("timeout", "36", "dusty", *use, stdout=-3, stderr=-3)
            time.sleep(32)
            assert is_up(shop, "dusty-lazy"), use
            process.wait(timeout=20)
        # So are requests, and one connection that stays open.
        address = stacks(shop)["lazy"]["address"]
        for _ in range(8):
            assert "blog" in get(shop, address, "api.lazy.shop.test")
            time.sleep(4)
        client = shop.sandbox.start("python3", "-c", f"import socket, time\n"
                                    f"s = socket.create_connection(({address!r}, 80)); time.sleep(35)")
        time.sleep(32)
        assert is_up(shop, "dusty-lazy")
        client.wait(timeout=20)
        until(lambda: stacks(shop)["lazy"].get("idle_since"), 60,
              lambda: f"lazy is stopped; now {shop.dusty('status', '-s', 'lazy').stdout}")
        assert not is_up(shop, "dusty-lazy")
        assert "stopped when idle since 20" in shop.sandbox.text("dusty", "stack", "list")
        said = shop.sandbox.text("dusty", "status", "-s", "lazy")
        assert "stopped when idle since 20" in said and "`dusty up -s lazy` brings it back" in said
        assert [job["kind"] for job in idle_stops(shop, "lazy")] == ["stop"]
        shop.dusty("up", "-s", "lazy")
        until_answer(shop, stacks(shop)["lazy"], "api.lazy.shop.test", "blog")
        assert "idle_since" not in stacks(shop)["lazy"]
        shop.dusty("config", "unset", "-s", "lazy", "idle")
        time.sleep(32)
        assert is_up(shop, "dusty-lazy") and len(idle_stops(shop, "lazy")) == 1
        after = shop.containers()
        assert all(after[name] == state for name, state in before.items() if name.startswith("dusty_"))
    finally:
        shop.dusty("stack", "remove", "lazy", "--yes")


def test_what_does_not_fit_is_said_and_started(shop, blog):
    state = shop.sandbox.directory / "state"
    shop.dusty("stack", "new", "big", "--specs", blog, "--bundles", "blog", "--up")
    try:
        record = state / "stacks" / "big" / "memory.json"
        until(record.exists, 40, "the stack is measured")
        used = json.loads(record.read_text())["services"]
        assert 1 << 20 < used["redis"] < 1 << 30, used
        listed = stacks(shop)["big"]
        assert listed["memory_bytes"] > 1 << 20, listed
        checks = {check["name"]: check for check in json.loads(shop.dusty("doctor", "--json", check=False).stdout)["checks"]}
        assert re.search(r"are free; stacks use .*: .*big \d", checks["memory"]["message"]), checks["memory"]
        found = re.match(r"(\d+) of (\d+) networks .* (\d+) of 200 places", checks["networks"]["message"])
        assert found and 0 < int(found[1]) < int(found[2]) and 0 < int(found[3]) < 200, checks["networks"]
        calm = shop.dusty("up", "-s", "big")
        assert "when it last ran" not in calm.stdout + calm.stderr
        shop.dusty("stop", "-s", "big")
        record.write_text(json.dumps({"services": {"redis": 1 << 50}}))
        result = shop.dusty("up", "-s", "big")
        said = result.stdout + result.stderr
        assert "used 1.0 PiB when it last ran" in said and "dusty stop -s default" in said, said
        assert redis(shop, "dusty-big", "PING") == "PONG"
    finally:
        shop.dusty("stack", "remove", "big", "--yes")


def in_volume(shop, project, *command, **options):
    return shop.sandbox.run("docker", "exec", f"{project}_redis_1", *command, **options)


def test_a_stack_begins_with_the_data_of_another(shop, blog):
    state = shop.sandbox.directory / "state"
    new = ("stack", "new", "copy", "--specs", blog, "--bundles", "blog", "--data", "from:source")
    shop.dusty("stack", "new", "source", "--specs", blog, "--bundles", "blog", "--up")
    try:
        redis(shop, "dusty-source", "SET", "marker", "kept")
        in_volume(shop, "dusty-source", "sh", "-c", "echo row >/named/rows; chown 999:999 /named/rows; chmod 640 /named/rows")
        before = shop.containers()
        for wrong, words in (("from:nothere", "there is no stack `nothere`"), ("some", "`some` is invalid for"), ("from:", "`from:` is invalid for")):
            refused = shop.dusty(*new[:-1], wrong, check=False)
            assert refused.returncode != 0 and words in refused.stderr, refused.stderr
        # Another project's data are not for it.
        refused = shop.dusty("stack", "new", "copy", "--data", "from:source", check=False)
        assert refused.returncode == 1 and "are those of another project" in refused.stderr, refused.stderr
        assert "copy" not in stacks(shop) and shop.of_stack("copy") == [] and not (state / "stacks" / "copy").exists()
        assert shop.containers() == before
        result = shop.dusty(*new, "--up")
        assert "warn" not in (result.stdout + result.stderr).lower(), result.stdout + result.stderr
        assert redis(shop, "dusty-copy", "GET", "marker") == "kept"
        assert in_volume(shop, "dusty-copy", "cat", "/named/rows").stdout == "row\n"
        assert in_volume(shop, "dusty-copy", "stat", "-c", "%u:%g %a", "/named/rows").stdout == "999:999 640\n"
        # They are two: what one writes, the other does not see. The source's containers are the same, and run.
        redis(shop, "dusty-copy", "SET", "marker", "changed")
        in_volume(shop, "dusty-copy", "sh", "-c", "echo other >/named/rows")
        assert redis(shop, "dusty-source", "GET", "marker") == "kept"
        assert in_volume(shop, "dusty-source", "cat", "/named/rows").stdout == "row\n"
        after = shop.containers()
        assert {name: after[name][0] for name in before} == {name: before[name][0] for name in before}
        untouched = [name for name in before if not name.startswith("dusty-source")]
        assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
        jobs = json.loads(shop.sandbox.text("dusty", "jobs", "-s", "source", "--json"))
        steps = [step["title"] for step in next(job for job in jobs if job["kind"] == "backup")["steps"]]
        assert steps == ["stop containers", "copy to another stack", "start containers"]
        shop.dusty("stack", "remove", "copy", "--yes")
        assert shop.of_stack("copy") == []
        # A daemon that is killed meanwhile undoes it, and the source runs again.
        in_volume(shop, "dusty-source", "sh", "-c", "head -c 150000000 /dev/urandom >/named/much")
        dice = random.Random(16)
        for _ in range(int(os.environ.get("DUSTY_KILL_ROUNDS", "4"))):
            shop.kill_during(0.3 + dice.random() * 3, *new)
            if "copy" in stacks(shop):
                shop.dusty("stack", "remove", "copy", "--yes")
            assert shop.of_stack("copy") == [] and not (state / "stacks" / "copy").exists()
            until(lambda: redis(shop, "dusty-source", "GET", "marker") == "kept", 20, "the source runs again")
            assert in_volume(shop, "dusty-source", "cat", "/named/rows").stdout == "row\n"
        # So does a client that goes.
        shop.sandbox.run("timeout", "-s", "KILL", "1.5", "dusty", *new, check=False)
        until(lambda: all(job["state"] in ("succeeded", "failed", "cancelled") for job in json.loads(
            shop.sandbox.text("dusty", "jobs", "-s", "source", "--json"))), 30, "the copy ends")
        until(lambda: shop.of_stack("copy") == [] and not (state / "stacks" / "copy").exists(), 30,
              lambda: f"nothing is left; now {shop.of_stack('copy')}")
        assert "copy" not in stacks(shop) and redis(shop, "dusty-source", "GET", "marker") == "kept"
    finally:
        shop.dusty("stack", "remove", "copy", "--yes", check=False)
        shop.dusty("stack", "remove", "source", "--yes")


def as_user(user, *words):
    return ("setpriv", "--reuid", user, "--regid", user, "--init-groups", *words)


def dusty_as(shop, user, *command, **options):
    home = {"HOME": str(shop.directory / user), "USER": user}
    return shop.sandbox.run(*as_user(user, "dusty", *command), env=home, cwd="/", **options)


def test_members_use_stacks_and_the_owner_makes_them(shop, blog):
    for user in ("member", "olga"):
        shop.sandbox.run("sh", "-c", f"useradd --create-home --home-dir {shop.directory / user} --groups dusty {user}")
    result = dusty_as(shop, "member", "stack", "new", "mine", "--specs", blog, check=False)
    assert result.returncode == 77 and "root and the owner" in result.stderr
    shop.dusty("config", "set", "owner", "olga")
    specs = shop.directory / "olga" / "blog-specs"
    shop.sandbox.run("cp", "-a", blog, specs)
    shop.sandbox.run("chown", "-R", "olga:olga", specs)
    dusty_as(shop, "olga", "stack", "new", "hers", "--specs", specs, "--bundles", "blog")
    dusty_as(shop, "member", "up", "-s", "hers")
    assert stacks(shop)["hers"]["owner"] == "olga"
    assert redis(shop, "dusty-hers", "PING") == "PONG"
    refused = dusty_as(shop, "member", "stack", "remove", "hers", "--yes", check=False)
    assert refused.returncode == 77
    other = shop.dusty("config", "set", "-s", "hers", "owner", "member", check=False)
    assert other.returncode == 1 and "all stacks have one owner" in other.stderr
    dusty_as(shop, "olga", "stack", "remove", "hers", "--yes")
    shop.dusty("config", "set", "owner", "root")


def test_twenty_stacks_have_a_place_and_eight_are_up_at_once(shop, blog):
    names = [f"many{number}" for number in range(20)]
    for name in names:
        shop.dusty("stack", "new", name, "--specs", blog, "--bundles", "blog")
    known = stacks(shop)
    assert len({known[name]["slot"] for name in names}) == len({known[name]["address"] for name in names}) == 20
    began = time.monotonic()
    ups = [shop.sandbox.start("dusty", "up", "-s", name, stdout=-1, stderr=-2) for name in names[:8]]
    for up in ups:
        output = up.communicate(timeout=300)[0]
        assert up.returncode == 0, output
    took = time.monotonic() - began
    for name in names[:8]:
        until_answer(shop, known[name], f"api.{name}.shop.test", "blog\n")
    began = time.monotonic()
    for name in names[:8]:
        shop.dusty("up", "-s", name)
    again = (time.monotonic() - began) / 8
    status = shop.sandbox.text("cat", f"/proc/{shop.daemon}/status")
    memory = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    print(f"8 of 20 stacks up at once: {took:.1f} s; up without changes: {again:.1f} s; daemon: {memory}")
    for name in names:
        shop.dusty("stack", "remove", name, "--yes")
    assert list(stacks(shop)) == ["default"] and not any("many" in name for name in shop.containers())


def test_the_dashboard_shows_the_stack_that_it_was_opened_for(shop, blog):
    shop.dusty("stack", "new", "seen", "--specs", blog, "--bundles", "blog")
    screen = Screen(shop.sandbox, "dusty -s seen")
    screen.until(r"stack:seen")
    screen.press("B")
    text = screen.until(r"seen \(shown\)")
    assert re.search(r"default front +\d/\d up", text), text
    screen.press("g", "Enter")
    screen.until(r"\bapi\b.*\bup\b")
    assert "stack:" not in screen.text
    screen.press("B")
    screen.until(r"seen +down")
    screen.press("G", "Enter")
    screen.until(r"stack:seen")
    shop.dusty("stack", "remove", "seen", "--yes")
    screen.until(r"The stack seen is gone\. This is the daemon's own\.")
    screen.until(r"\bapi\b.*\bup\b")
    screen.close()
