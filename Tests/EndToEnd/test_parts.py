"""A monorepo: apps and libs that each have a directory of one repo, which is cloned and copied once."""

import pytest
from sandbox import until

APP = """
repo: {repo}
mount: {{from: {part}, to: /code}}
image: python:3.11
depends: {{libs: [common]}}
host_forwarding: [{{host_name: {name}.mono.test, host_port: 80, container_port: 8080}}]
ready: {{tcp: 8080, timeout: 20}}
commands: {{always: [exec python3 -m http.server 8080]}}
scripts: [{{name: where, description: where it runs, command: [pwd; ls]}}]
compose: {{init: true, volumes: [/code/node_modules]}}
test: {{suites: [{{name: unit, command: [pwd; ls; cat /common/shared]}}]}}
"""
LIB = "repo: {repo}\nmount: {{from: libs/common, to: /common}}\ninstall: [cp shared /installed]\n"
FILES = {
    "vote/index.html": "vote 1\n", "apps/result/index.html": "result 1\n", "libs/common/shared": "common 1\n",
    "README": "all of it\n",
}


@pytest.fixture(scope="module")
def mono(shop):
    """The working copy of a repo with two apps and a lib, which are up."""
    repos = shop.directory / "origins"
    shop.make_repo("mono", FILES)
    shop.publish({
        "libs/common.yml": LIB.format(repo=repos / "mono"),
        "apps/vote.yml": APP.format(repo=repos / "mono", part="vote", name="vote"),
        "apps/result.yml": APP.format(repo=repos / "mono", part="apps/result", name="result"),
        "bundles/mono.yml": "apps: [vote, result]\n",
    })
    work = shop.directory / "work" / "mono"
    shop.sandbox.run("git", "clone", "-q", repos / "mono", work)
    shop.dusty("up")
    shop.dusty("bundles", "activate", "mono")
    shop.dusty("up")
    shop.dusty("repos", "override", f"{repos}/mono", work)
    shop.dusty("up")
    until(lambda: shop.get("http://vote.mono.test/") == "vote 1\n", 30, "the vote answers")
    return work


def started(shop, name):
    return shop.containers()[f"dusty_{name}_1"][1]


def older(shop, name):
    return shop.row(name).get("older_code", [])


def test_each_has_its_directory_and_nothing_else(shop, mono):
    assert shop.inside("vote", "ls", "/code").stdout.split() == ["index.html", "node_modules"]
    assert shop.inside("result", "cat", "/code/index.html").stdout == "result 1\n"
    assert shop.inside("result", "cat", "/installed").stdout == "common 1\n"
    copies = [path for path in (shop.machine / "dusty_repos").rglob("README") if path.read_text() == "all of it\n"]
    assert len(copies) == 1, "the repo is copied once"
    assert [row["short_name"] for row in shop.status()["sync"]].count("mono") == 1


def test_scripts_suites_and_commands_run_in_it(shop, mono):
    assert shop.dusty("scripts", "vote", "where").stdout.split() == ["/code", "index.html", "node_modules"]
    out = shop.dusty("test", "result", "unit").stdout
    assert "/code" in out and "index.html" in out and "common 1" in out


def test_only_the_apps_whose_part_changed_run_older_code_and_are_restarted(shop, mono):
    before = {name: started(shop, name) for name in ("vote", "result")}
    (mono / "vote" / "index.html").write_text("vote 2\n")
    until(lambda: shop.get("http://vote.mono.test/") == "vote 2\n", 20, "the edit is seen")
    until(lambda: older(shop, "vote"), 10, "the vote runs older code")
    assert not older(shop, "result")
    shop.dusty("up")
    assert started(shop, "vote") != before["vote"] and started(shop, "result") == before["result"]
    assert not older(shop, "vote")


def test_what_neither_has_restarts_nothing_and_what_both_have_restarts_both(shop, mono):
    before = {name: started(shop, name) for name in ("vote", "result")}
    (mono / "README").write_text("all of it again\n")
    copy = next((shop.machine / "dusty_repos").rglob("README"))
    until(lambda: any(path.read_text() == "all of it again\n" for path in copy.parents[3].rglob("README")), 20, "it is copied")
    shop.dusty("up")
    assert {name: started(shop, name) for name in before} == before
    (mono / "libs" / "common" / "shared").write_text("common 2\n")
    until(lambda: older(shop, "vote") and older(shop, "result"), 20, "both run older code")
    shop.dusty("up")
    assert all(started(shop, name) != before[name] for name in before)
    assert shop.inside("vote", "cat", "/installed").stdout == "common 2\n"


def test_what_is_mounted_in_a_part_outlives_an_exact_sync(shop, mono):
    shop.inside("vote", "touch", "/code/node_modules/made", "/code/stray")
    shop.dusty("sync", "mono", "--exact", "--yes")
    assert shop.inside("vote", "ls", "/code").stdout.split() == ["index.html", "node_modules"]
    assert shop.inside("vote", "ls", "/code/node_modules").stdout.split() == ["made"]


def test_a_link_in_the_place_of_a_part_leads_no_mount_anywhere(shop, mono):
    victim = shop.directory / "victim"
    victim.mkdir(exist_ok=True)
    (victim / "precious").write_text("mine")
    (mono / "vote").rename(mono / "kept")
    (mono / "vote").symlink_to(victim)
    result = shop.dusty("sync", "mono", check=False)
    assert result.returncode != 0
    assert "`vote` is not a directory of the repo mono" in result.stderr + result.stdout or "mount.from" in result.stderr
    shop.dusty("restart", "vote", check=False)
    shop.sandbox.run("docker", "restart", "-t", "1", "dusty_vote_1", check=False)
    assert "precious" not in shop.inside("vote", "ls", "/code", check=False).stdout
    (mono / "vote").unlink()
    (mono / "kept").rename(mono / "vote")
    shop.dusty("restart", "vote")
    until(lambda: shop.get("http://vote.mono.test/") == "vote 2\n", 30, "the vote answers again")


def test_a_directory_that_the_repo_lacks_is_named(shop, mono):
    shop.publish({"apps/result.yml": (shop.specs / "apps" / "result.yml").read_text().replace("apps/result", "apps/results")})
    result = shop.dusty("up", check=False)
    assert result.returncode != 0
    assert "`apps/results` is not a directory of the repo mono" in result.stdout + result.stderr
    shop.withdraw()
    shop.dusty("up")


def test_a_whole_repo_and_a_part_of_it_are_refused_with_their_places(shop, mono):
    spec = (shop.specs / "apps" / "result.yml").read_text().replace("{from: apps/result, to: /code}", "/code")
    shop.publish({"apps/result.yml": spec})
    result = shop.dusty("validate", shop.specs, check=False)
    assert result.returncode == 1
    assert "cannot be mounted for itself: the whole repo is the mount in apps/result.yml, line 3" in result.stdout + result.stderr
    shop.withdraw()
