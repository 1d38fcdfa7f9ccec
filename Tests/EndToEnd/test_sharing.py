"""Services that a stack has from `default` instead of its own: reached under their names, connected again whenever they are made anew."""

import json
import os
import random

import pytest

from sandbox import holds, until
from screen import Screen

BORROWED = ("postgres", "redis")
NETWORK = "dusty_shared_fix-ui"


def stacks(shop):
    return {stack["name"]: stack for stack in json.loads(shop.sandbox.text("dusty", "stack", "list", "--json"))}


def rows(shop, stack):
    status = json.loads(shop.dusty("status", "-s", stack, "--json").stdout)
    return {row["name"]: row for row in status["apps"] + status["services"]}


def front(shop, stack="fix-ui"):
    """What the API of a stack says, or None while it does not."""
    address = stacks(shop)[stack]["address"]
    host = f"api.{stack}.shop.test"
    text = shop.sandbox.run("curl", "-sS", "-m", "10", "--noproxy", "*", "--resolve", f"{host}:80:{address}", f"http://{host}/",
                            check=False).stdout
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


def until_front(shop, seconds=60):
    return until(lambda: front(shop), seconds, lambda: f"the API of fix-ui answers; now {rows(shop, 'fix-ui')}")


def networks(shop, name):
    """The networks that a container is on, each with its names there."""
    shape = "{{json .NetworkSettings.Networks}}"
    result = shop.sandbox.run("docker", "inspect", "-f", shape, f"dusty_{name}_1", check=False)
    return {key: value["Aliases"] or [] for key, value in json.loads(result.stdout or "{}").items()}


def is_connected(shop, name):
    return name in networks(shop, name).get(NETWORK, [])


def until_connected(shop, *names):
    for name in names:
        until(lambda: is_connected(shop, name), 30, lambda: f"{name} is connected; now {networks(shop, name)}")


def of_default(shop):
    return {name: value for name, value in shop.containers().items() if name.startswith("dusty_")}


def actions(shop, stack):
    return json.loads(shop.dusty("plan", "-s", stack, "--json").stdout)["actions"]


def test_what_cannot_be_shared_is_refused_and_no_stack_is_kept(shop):
    for wrong, words in (("api", "it is an app, and only services are shared"), ("postgrse", "postgres"),
                         ("postgres,nothere", "nothere")):
        result = shop.dusty("stack", "new", "fix-ui", "--share", wrong, check=False)
        assert result.returncode == 1 and words in result.stderr, result.stderr
    assert list(stacks(shop)) == ["default"]
    result = shop.dusty("config", "set", "share", "postgres", check=False)
    assert result.returncode == 1 and "dusty config set -s NAME share postgres" in result.stderr, result.stderr


def test_a_shared_service_is_reached_under_its_name_and_nothing_of_default_changes(shop):
    shop.order(1)
    before = of_default(shop)
    made = shop.dusty("stack", "new", "fix-ui", "--share", "postgres,redis", "--up")
    assert "shared with default: postgres redis" in made.stdout, made.stdout
    orders = until_front(shop)["orders"]
    until(lambda: (shop.front() or {}).get("orders") == (front(shop) or {}).get("orders") == orders, 30, "both have the same orders")
    names = set(shop.containers())
    assert not names & {f"dusty-fix-ui_{name}_1" for name in BORROWED} and "dusty-fix-ui_api_1" in names
    assert of_default(shop) == before
    # The names are on the borrower's network only.
    for name in BORROWED:
        found = networks(shop, name)
        assert set(found) == {"dusty_default", NETWORK} and name in found[NETWORK], found
        assert not [alias for alias in found["dusty_default"] if "fix-ui" in alias], found
    # It is none that anything else is on, and it has no way out.
    shape = "{{.Internal}} {{range .Containers}}{{.Name}} {{end}}"
    found = shop.sandbox.text("docker", "network", "inspect", "-f", shape, NETWORK).split()
    mine = [name for name in names if name.startswith("dusty-fix-ui_")]
    assert found[0] == "true" and sorted(found[1:]) == sorted(mine + [f"dusty_{name}_1" for name in BORROWED]), found
    compose = shop.sandbox.read(shop.sandbox.directory / "state/stacks/fix-ui/compose/docker-compose.yml").decode()
    assert "x-dusty-shared:\n  postgres: dusty_postgres_1\n  redis: dusty_redis_1\n" in compose and "image: postgres" not in compose


def place_of(shop, name):
    """What of a container others depend on: its published ports, and where its way out is."""
    ports = shop.sandbox.text("docker", "inspect", "-f", "{{json .NetworkSettings.Ports}}", f"dusty_{name}_1")
    return json.loads(ports), shop.inside(name, "cat", "/proc/net/route").stdout.splitlines()[1].split()[1:3]


def resolves(shop, container, name):
    """The address that a name has inside a container; empty where it has none."""
    code = f"import socket; print(socket.gethostbyname('{name}'))"
    words = ("docker", "run", "--rm", "--network", f"container:{container}", "--entrypoint", "python3", "python:3.11", "-c", code)
    return shop.sandbox.run(*words, check=False).stdout.strip()


def test_ports_and_the_way_out_stay_those_of_the_own_network(shop):
    spec = (shop.specs / "services/postgres.yml").read_text()
    shop.publish({"services/postgres.yml": spec + "ports: [\"127.0.0.1:55432:5432\"]\n"})
    try:
        shop.dusty("stop", "-s", "fix-ui")
        shop.dusty("up")
        until_connected(shop, "postgres")
        # What it is without.
        shop.sandbox.run("Scripts/daemon", "stop")
        shop.sandbox.run("docker", "network", "disconnect", NETWORK, "dusty_postgres_1", check=False)
        shop.sandbox.run("docker", "restart", "dusty_postgres_1")
        alone = place_of(shop, "postgres")
        assert alone[0]["5432/tcp"] and alone[1][0] == "00000000", alone
        shop.sandbox.run("Scripts/daemon", "start")
        shop.dusty("up")
        shop.dusty("up", "-s", "fix-ui")
        until_connected(shop, "postgres")
        assert place_of(shop, "postgres") == alone
        # The engine chooses when a container starts.
        shop.sandbox.run("docker", "restart", "dusty_postgres_1")
        until(lambda: is_connected(shop, "postgres"), 30, "it is connected still")
        assert place_of(shop, "postgres") == alone
        answer = shop.sandbox.run("python3", "-c", "import socket; socket.create_connection(('127.0.0.1', 55432), 10)", check=False)
        assert answer.returncode == 0, answer.stderr
        # So do those of the borrower, with their published ports.
        gateway = shop.sandbox.text("docker", "exec", "dusty-fix-ui_api_1", "cat", "/proc/net/route").splitlines()[1].split()
        assert gateway[1] == "00000000" and gateway[2].endswith("D50A"), gateway
        until_front(shop)
    finally:
        shop.withdraw()
        shop.dusty("up")
        shop.dusty("up", "-s", "fix-ui")
        until_connected(shop, *BORROWED)


def test_no_name_of_the_borrower_leads_anywhere_in_what_is_shared(shop):
    lent = "dusty_postgres_1"
    assert resolves(shop, lent, "api") and resolves(shop, "dusty-fix-ui_api_1", "postgres")
    shop.dusty("stop", "api", "web")
    try:
        for name in ("api", "web"):
            until(lambda: not resolves(shop, lent, name), 20, lambda: f"{name} leads nowhere; now {resolves(shop, lent, name)}")
    finally:
        shop.dusty("up")
    until_front(shop)


def test_what_is_shared_is_said_by_both(shop):
    mine, theirs = rows(shop, "fix-ui"), rows(shop, "default")
    for name in BORROWED:
        assert mine[name]["shared_by"] == "default" and mine[name]["state"] == "up", mine[name]
        assert mine[name]["container"] == theirs[name]["container"] and theirs[name]["shared_with"] == ["fix-ui"]
    assert "shared with default" in shop.dusty("status", "-s", "fix-ui").stdout
    assert "shared with fix-ui" in shop.dusty("status").stdout
    assert "shared with default: postgres, redis" in shop.dusty("stack", "show", "fix-ui").stdout
    assert "lends: postgres to fix-ui, redis to fix-ui" in shop.dusty("stack", "show", "default").stdout
    assert "postgres is that of the stack default" in shop.dusty("plan", "-s", "fix-ui").stdout
    assert "postgres is shared with fix-ui" in shop.dusty("plan").stdout
    definition = shop.sandbox.text("curl", "-sS", "--unix-socket", "/run/dusty/dusty.sock",
                                   "http://d/v1/definitions/postgres?stack=fix-ui")
    assert "dusty_postgres_1" in json.loads(definition)["compiled"], definition
    screen = Screen(shop.sandbox, "dusty -s fix-ui", width=220)
    try:
        screen.until(r"\bpostgres\b.*\bup\b.*shared")
    finally:
        screen.close()


def test_an_up_that_changes_nothing_does_nothing(shop):
    before = shop.containers()
    for stack in ("fix-ui", "default"):
        assert actions(shop, stack) == []
        shop.dusty("up", "-s", stack)
    assert shop.containers() == before


def test_what_is_borrowed_is_left_alone_and_named(shop):
    before = shop.containers()
    for command in (("stop", "postgres"), ("restart", "postgres"), ("rebuild", "postgres"), ("reset", "postgres", "--yes"),
                    ("pause", "postgres")):
        result = shop.dusty(*command, "-s", "fix-ui", check=False)
        assert result.returncode == 1 and "that of the stack `default`" in result.stderr, (command, result.stderr)
        assert f"dusty {command[0]} -s default postgres" in result.stderr, result.stderr
    # Logs and programs are those of the one that there is.
    assert "ready to accept connections" in shop.dusty("logs", "-s", "fix-ui", "postgres").stdout
    assert shop.dusty("exec", "-s", "fix-ui", "redis", "redis-cli", "PING").stdout.strip() == "PONG"
    result = shop.dusty("disk", "backup", "-s", "fix-ui", "--force", shop.directory / "fix-ui.tar", check=False)
    assert "not saved: postgres, which is that of the stack default" in result.stderr or "nothing" in result.stderr, result.stderr
    assert shop.containers() == before
    # All of a stack is all that is its own.
    shop.dusty("restart", "-s", "fix-ui", "--no-sync")
    assert of_default(shop) == {name: value for name, value in before.items() if name.startswith("dusty_")}
    until_front(shop)


def test_default_names_who_shares_and_asks(shop):
    before = of_default(shop)
    for command in (("stop", "postgres"), ("stop", "--rm", "postgres"), ("rebuild", "postgres"), ("reset", "postgres"), ("stop",),
                    ("down",), ("down", "-v")):
        result = shop.dusty(*command, check=False)
        assert result.returncode == 1 and "postgres is shared with fix-ui" in result.stderr, (command, result.stderr)
        assert "give --yes" in result.stderr, result.stderr
    shop.dusty("stop", "web")
    shop.dusty("up")
    after = of_default(shop)
    assert {name: after[name] for name in before if "web" not in name} == {name: before[name] for name in before if "web" not in name}


def test_a_container_that_is_made_anew_is_connected_at_once(shop):
    before = shop.containers()
    shop.dusty("rebuild", "postgres", "--yes")
    until_connected(shop, "postgres")
    assert shop.containers()["dusty_postgres_1"][0] != before["dusty_postgres_1"][0]
    until_front(shop)
    after = shop.containers()
    mine = {name for name in before if name.startswith("dusty-fix-ui")}
    assert {name: after[name] for name in mine} == {name: before[name] for name in mine}
    assert actions(shop, "fix-ui") == [] and actions(shop, "default") == []
    # A changed definition: the plan of `default` says whom it concerns.
    spec = (shop.specs / "services/postgres.yml").read_text()
    shop.publish({"services/postgres.yml": spec + "labels: {changed: once}\n"})
    try:
        shop.dusty("repos", "update")
        found = [action for action in actions(shop, "default") if action["subject"] == "postgres"]
        assert found and "shared with fix-ui" in found[0]["reasons"], found
        shop.dusty("up")
        until_connected(shop, "postgres")
        until_front(shop)
    finally:
        shop.withdraw()
        shop.dusty("up")
        until_connected(shop, "postgres")
    # Somebody takes it off.
    shop.sandbox.run("docker", "network", "disconnect", NETWORK, "dusty_redis_1")
    until_connected(shop, "redis")


def test_it_is_connected_again_after_a_restart_of_the_daemon_and_of_the_engine(shop):
    shop.sandbox.run("Scripts/daemon", "stop")
    shop.sandbox.run("docker", "network", "disconnect", NETWORK, "dusty_postgres_1")
    shop.sandbox.run("Scripts/daemon", "start")
    until_connected(shop, "postgres")
    shop.sandbox.stop_engine()
    shop.sandbox.start_engine()
    until(lambda: shop.status()["engine"]["reachable"], 30, "the engine is seen again")
    shop.dusty("up", "-s", "fix-ui")
    until_connected(shop, *BORROWED)
    until_front(shop)
    shop.dusty("up")
    assert actions(shop, "fix-ui") == []


def test_up_starts_what_default_has_stopped_and_waits_for_it(shop):
    shop.dusty("stop", "--yes")
    shop.dusty("stop", "-s", "fix-ui")
    plan = [action["text"] for action in actions(shop, "fix-ui")]
    assert "start postgres of the stack default, which shares it with this one" in plan, plan
    shop.dusty("up", "-s", "fix-ui")
    assert rows(shop, "fix-ui")["postgres"]["state"] == "up" and front(shop)["products"] == 3
    # No more than what is needed.
    assert rows(shop, "default")["api"]["state"] == "stopped"
    # Without a container there as well.
    shop.dusty("down", "--yes")
    until(lambda: rows(shop, "fix-ui")["postgres"]["state"] == "missing", 20, "the row says that it is gone")
    shop.dusty("up", "-s", "fix-ui")
    until_connected(shop, *BORROWED)
    until_front(shop)
    # One that fails there says so here.
    shop.dusty("bundles", "deactivate", "shop", "fulfilment")
    try:
        shop.dusty("down", "--yes", check=False)
        result = shop.dusty("up", "-s", "fix-ui", check=False)
        assert result.returncode == 1 and "which has it in no active bundle" in result.stderr, result.stdout + result.stderr
    finally:
        shop.dusty("bundles", "activate", "shop", "fulfilment")
        shop.dusty("up")
        shop.dusty("up", "-s", "fix-ui")
    until_front(shop)


def test_down_gives_back_what_was_borrowed(shop):
    before = of_default(shop)
    shop.dusty("down", "-s", "fix-ui")
    assert not shop.sandbox.text("docker", "network", "ls", "-q", "--filter", "label=com.docker.compose.project=dusty-fix-ui")
    assert of_default(shop) == before
    assert all(set(networks(shop, name)) == {"dusty_default"} for name in BORROWED)
    assert "shared_with" not in rows(shop, "default")["postgres"]
    shop.dusty("up", "-s", "fix-ui")
    # A stopped container that was on a network that is gone would not start.
    shop.dusty("stop", "--yes", "postgres")
    shop.dusty("down", "-s", "fix-ui")
    assert set(networks(shop, "postgres")) == {"dusty_default"}
    shop.dusty("up")
    shop.dusty("up", "-s", "fix-ui")
    shop.dusty("stop", "--yes", "redis")
    shop.dusty("stop", "-s", "fix-ui", "--rm")
    for name in BORROWED:
        shop.sandbox.run("docker", "network", "disconnect", "-f", NETWORK, f"dusty_{name}_1", check=False)
    shop.dusty("up")
    shop.dusty("up", "-s", "fix-ui")
    until_connected(shop, *BORROWED)
    until_front(shop)


def test_a_container_whose_borrower_lost_its_network_starts_all_the_same(shop):
    shop.dusty("stop", "--yes", "redis")
    assert NETWORK in networks(shop, "redis")
    shop.sandbox.run("Scripts/daemon", "stop")
    shop.sandbox.run("sh", "-c", f"docker ps -aq --filter label=com.docker.compose.project=dusty-fix-ui | xargs docker rm -f")
    shop.sandbox.run("docker", "network", "disconnect", "-f", NETWORK, "dusty_postgres_1", check=False)
    shop.sandbox.run("docker", "network", "rm", NETWORK)
    shop.sandbox.run("Scripts/daemon", "start")
    shop.dusty("up")
    shop.dusty("up", "-s", "fix-ui")
    until_connected(shop, *BORROWED)
    until_front(shop)


def test_what_is_no_longer_shared_is_the_stacks_own_and_the_other_way_round(shop):
    before = of_default(shop)
    shop.dusty("config", "set", "-s", "fix-ui", "share", "postgres")
    # Until `up` it stays as it is.
    holds(lambda: is_connected(shop, "redis"), 3, "redis stays connected")
    # Nor is there ever a second one, whatever makes the own one.
    shop.dusty("rebuild", "-s", "fix-ui", "redis")
    assert not is_connected(shop, "redis") and "dusty-fix-ui_redis_1" in shop.containers()
    assert networks(shop, "postgres").get(NETWORK), "postgres is shared still"
    shop.dusty("up", "-s", "fix-ui")
    assert not is_connected(shop, "redis") and "dusty-fix-ui_redis_1" in shop.containers() and is_connected(shop, "postgres")
    until_front(shop)
    shop.dusty("config", "set", "-s", "fix-ui", "share", "postgres,redis")
    assert not is_connected(shop, "redis")
    shop.dusty("up", "-s", "fix-ui")
    assert is_connected(shop, "redis") and "dusty-fix-ui_redis_1" not in shop.containers()
    until_front(shop)
    assert of_default(shop) == before and actions(shop, "fix-ui") == []
    result = shop.dusty("config", "set", "-s", "fix-ui", "share", "worker", check=False)
    assert result.returncode == 1 and "it is an app" in result.stderr


def test_two_never_answer_under_one_name(shop):
    shop.dusty("config", "set", "-s", "fix-ui", "share", "postgres")
    shop.dusty("up", "-s", "fix-ui")
    shop.dusty("config", "set", "-s", "fix-ui", "share", "postgres,redis")
    assert "not shared with default yet" in shop.dusty("status", "-s", "fix-ui").stdout
    doctor = json.loads(shop.dusty("doctor", "-s", "fix-ui", "--json", check=False).stdout)
    said = [check for check in doctor["checks"] if check["name"] == "shared services"]
    assert said and "container of its own" in said[0]["message"], doctor
    result = shop.dusty("up", "-s", "fix-ui", "api", check=False)
    assert result.returncode == 1 and "still has a container of its own" in result.stderr, result.stdout + result.stderr
    assert "dusty up -s fix-ui" in result.stderr and not is_connected(shop, "redis")
    shop.dusty("up", "-s", "fix-ui")
    assert is_connected(shop, "redis") and "dusty-fix-ui_redis_1" not in shop.containers()
    # What is about other services gives nothing back.
    shop.dusty("config", "set", "-s", "fix-ui", "share", "postgres")
    shop.dusty("up", "-s", "fix-ui", "postgres")
    assert is_connected(shop, "redis")
    shop.dusty("config", "set", "-s", "fix-ui", "share", "postgres,redis")
    shop.dusty("up", "-s", "fix-ui")
    until_front(shop)


def test_names_and_links_of_its_spec_lead_to_it(shop):
    spec = (shop.specs / "services/postgres.yml").read_text()
    shop.publish({
        "services/postgres.yml": spec + "networks: {default: {aliases: [main-database]}}\n",
        "services/reader.yml": "image: redis:7.0\nlinks: [\"postgres:store\"]\n",
        "bundles/reading.yml": "services: [reader]\n",
    })
    try:
        shop.dusty("up")
        shop.dusty("repos", "update", "-s", "fix-ui")
        shop.dusty("bundles", "activate", "reading", "-s", "fix-ui")
        shop.dusty("up", "-s", "fix-ui")
        address = resolves(shop, "dusty-fix-ui_api_1", "postgres")
        assert address
        assert resolves(shop, "dusty-fix-ui_api_1", "main-database") == address
        assert resolves(shop, "dusty-fix-ui_reader_1", "store") == address
        assert not resolves(shop, "dusty-fix-ui_api_1", "store")
        assert actions(shop, "fix-ui") == []
        # So do they for containers that are made in other ways.
        shop.dusty("rebuild", "-s", "fix-ui", "api")
        assert resolves(shop, "dusty-fix-ui_api_1", "postgres") == address
        code = "import socket; print(socket.gethostbyname('postgres'))"
        assert address in shop.dusty("run", "-s", "fix-ui", "api", "python3", "-c", code).stdout
    finally:
        shop.dusty("bundles", "deactivate", "reading", "-s", "fix-ui", check=False)
        shop.withdraw()
        shop.dusty("up")
        shop.dusty("up", "-s", "fix-ui")
    until_front(shop)


def test_data_of_what_is_shared_are_not_copied(shop):
    made = shop.dusty("stack", "new", "copied", "--share", "postgres", "--data", "from:default")
    try:
        assert "not copied from default: the data of postgres" in made.stdout, made.stdout
        persist = shop.sandbox.directory / "state/stacks/copied/machine/persist"
        there = shop.sandbox.text("ls", "-A", persist).split()
        assert "postgres" not in there and "shop" in there, there
    finally:
        shop.dusty("stack", "remove", "copied", "--yes")


def test_another_project_is_never_connected(shop):
    shop.make_repo("other-specs", {
        "bundles/other.yml": "services: [redis]\n", "services/redis.yml": "image: redis:7.0\n",
        "services/postgres.yml": "image: redis:7.0\n",
    })
    config = json.loads(shop.dusty("config", "--json").stdout)
    before = next(item["value"] for item in config if item["key"] == "specs_repo")
    shop.dusty("config", "set", "specs_repo", shop.directory / "origins/other-specs", "--same-project")
    try:
        until(lambda: not any(NETWORK in networks(shop, name) for name in BORROWED), 30,
              lambda: f"they are disconnected; now {networks(shop, 'postgres')}")
        result = shop.dusty("up", "-s", "fix-ui", check=False)
        assert result.returncode == 1 and "it is another project" in result.stderr, result.stderr
        assert not any(NETWORK in networks(shop, name) for name in BORROWED)
    finally:
        shop.dusty("config", "set", "specs_repo", before, "--same-project")
        shop.dusty("bundles", "activate", "shop", "fulfilment", check=False)
        shop.dusty("up")
        shop.dusty("up", "-s", "fix-ui")
    until_connected(shop, *BORROWED)
    until_front(shop)


def test_a_network_that_was_made_anew_is_put_right_by_the_next_up(shop):
    shop.dusty("stop", "--yes", "redis")
    shop.dusty("stop", "-s", "fix-ui")
    shop.sandbox.run("Scripts/daemon", "stop")
    users = shop.sandbox.text("docker", "network", "inspect", "-f", "{{range .Containers}}{{.Name}} {{end}}", NETWORK).split()
    for user in users:
        shop.sandbox.run("docker", "network", "disconnect", "-f", NETWORK, user)
    label = "com.docker.compose.project=dusty-fix-ui"
    shop.sandbox.run("docker", "network", "rm", NETWORK)
    shop.sandbox.run("docker", "network", "create", "--internal", "--label", label, NETWORK)
    shop.sandbox.run("Scripts/daemon", "start")
    shop.dusty("up", "-s", "fix-ui")
    until_connected(shop, *BORROWED)
    until_front(shop)
    assert actions(shop, "fix-ui") == []


def test_a_spec_says_what_is_shared_for_the_same_project_only(shop):
    shop.publish({"services/redis.yml": (shop.specs / "services/redis.yml").read_text() + "share: true\n"})
    before = of_default(shop)
    shop.make_repo("blog-specs", {
        "bundles/blog.yml": "apps: [api]\n",
        "apps/api.yml": "image: python:3.11\ndepends: {services: [redis]}\ncommands: {always: [sleep 1000]}\ncompose: {init: true}\n",
        "services/redis.yml": "image: redis:7.0\nshare: true\n",
    })
    try:
        shop.dusty("up")
        assert of_default(shop) == before
        shop.dusty("stack", "new", "spec", "--up")
        assert stacks(shop)["spec"]["shares"] == ["redis"]
        assert "dusty-spec_redis_1" not in shop.containers() and "dusty-spec_postgres_1" in shop.containers()
        assert "no problems" in shop.dusty("validate", "-s", "spec").stdout
        # Several borrow the same.
        assert sorted(rows(shop, "default")["redis"]["shared_with"]) == ["fix-ui", "spec"]
        shop.dusty("stack", "new", "blog", "--specs", shop.directory / "origins/blog-specs", "--bundles", "blog", "--up")
        assert "dusty-blog_redis_1" in shop.containers() and "shares" not in stacks(shop)["blog"]
        said = shop.dusty("validate", "-s", "blog").stdout
        assert "services/redis.yml:2:8: warning: share: it is not shared in this stack" in said, said
        result = shop.dusty("config", "set", "-s", "blog", "share", "redis", check=False)
        assert result.returncode == 1 and "it is another project" in result.stderr, result.stderr
    finally:
        shop.withdraw()
        for name in ("spec", "blog"):
            shop.dusty("stack", "remove", name, "--yes", check=False)
        shop.dusty("up")
    assert rows(shop, "default")["redis"]["shared_with"] == ["fix-ui"]
    until_front(shop)


def test_a_killed_daemon_leaves_nothing_borrowed_half(shop):
    dice = random.Random(16)
    before = of_default(shop)
    for _ in range(int(os.environ.get("DUSTY_KILL_ROUNDS", "4"))):
        shop.kill_during(dice.random() * 2, "down", "-s", "fix-ui")
        shop.kill_during(dice.random() * 4, "up", "-s", "fix-ui")
        shop.dusty("up", "-s", "fix-ui")
        until_connected(shop, *BORROWED)
        until_front(shop)
        assert of_default(shop) == before
        shop.kill_during(dice.random() * 3, "stack", "remove", "fix-ui", "--yes")
        if stacks(shop).get("fix-ui", {}).get("is_being_removed") is False:
            shop.dusty("stack", "remove", "fix-ui", "--yes")
        until(lambda: "fix-ui" not in stacks(shop), 90, "the stack is removed")
        assert shop.of_stack("fix-ui") == [] and of_default(shop) == before
        assert all(set(networks(shop, name)) == {"dusty_default"} for name in BORROWED)
        shop.dusty("stack", "new", "fix-ui", "--share", "postgres,redis", "--up")


def test_removing_the_borrower_leaves_the_container_and_its_data(shop):
    before = of_default(shop)
    products = shop.front()["products"]
    shop.dusty("stack", "remove", "fix-ui", "--yes")
    assert shop.of_stack("fix-ui") == [] and of_default(shop) == before
    assert all(set(networks(shop, name)) == {"dusty_default"} for name in BORROWED)
    assert shop.front()["products"] == products
    assert "shared_with" not in rows(shop, "default")["postgres"]
    # Nobody is asked for any longer.
    shop.dusty("stop", "postgres")
    shop.dusty("up")


def test_compile_shows_what_a_stack_shares(shop):
    out = shop.directory / "compiled"
    words = ("compile", "--specs", shop.specs, "--bundle", "shop", "--bridge-address", "172.17.0.1", "--output", out)
    shop.dusty(*words, "--machine-address", "127.65.3.1", "--stack", "fix-ui", "--share", "postgres,redis")
    compose = (out / "docker-compose.yml").read_text()
    assert "x-dusty-shared:\n  postgres: dusty_postgres_1\n  redis: dusty_redis_1\n" in compose
    assert "image: postgres" not in compose and "container_name: dusty-fix-ui_api_1" in compose and "10.213.3.0/25" in compose
    refused = shop.dusty(*words, "--machine-address", "127.0.0.1", "--stack", "fix-ui", check=False)
    assert refused.returncode == 1 and "127.65.N.1" in refused.stderr, refused.stderr
