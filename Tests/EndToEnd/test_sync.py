"""What a sync may do to a copy in which containers write: nothing to what they made, and everything that the repo's owner did."""

import json
import shutil

import pytest

NODEY = """
repo: {repos}/nodey
mount: /nodey
image: python:3.11
depends: {{libs: [inner]}}
commands:
  once:
    - mkdir -p node_modules/x && echo installed >node_modules/x/index.js && echo row >db.sqlite3
  always:
    - mkdir -p __pycache__ && date +%N >__pycache__/main.pyc && date +%N >lock.json && cat node_modules/x/index.js
    - exec sleep 100000
compose:
  init: true
  volumes: ['nm:/nodey/modules', '/nodey/anonymous']
  tmpfs: [/nodey/scratch]
"""
INNER = "repo: {repos}/inner\nmount: /nodey/vendor/inner\n"
MOUNTS = ("/nodey/modules", "/nodey/anonymous", "/nodey/scratch", "/nodey/vendor/inner")


@pytest.fixture(scope="module")
def nodey(shop):
    """The directory of an app that writes into its own code, with all kinds of mounts below it."""
    repos = shop.directory / "origins"
    for name, files in (("nodey", {"code.py": "1\n", "lock.json": "of the repo\n", "old/one.py": "1\n"}), ("inner", {"lib.py": "1\n"})):
        shop.make_repo(name, files)
    shop.publish({"apps/nodey.yml": NODEY.format(repos=repos), "libs/inner.yml": INNER.format(repos=repos),
                  "bundles/nodey.yml": "description: writes\napps: [nodey]\n"})
    shop.dusty("up")
    for name in ("nodey", "inner"):
        work = shop.directory / "work" / name
        shop.sandbox.run("git", "clone", "-q", repos / name, work)
        shop.dusty("repos", "override", f"{repos}/{name}", work)
    shop.dusty("bundles", "activate", "nodey")
    shop.dusty("up")
    return shop.directory / "work" / "nodey"


def mounted(shop):
    lines = shop.inside("nodey", "cat", "/proc/mounts").stdout.splitlines()
    return {line.split()[1] for line in lines} & set(MOUNTS)


def inside(shop, path):
    return shop.inside("nodey", "cat", f"/nodey/{path}", check=False).stdout


def would_delete(shop, *options):
    """How much of the app's copy a sync would delete."""
    previews = json.loads(shop.dusty("sync", "nodey", "--dry-run", "--json", *options).stdout)
    return next(repo["deleted"] for repo in previews if repo["short_name"] == "nodey")


def test_what_a_container_made_outlives_syncs_and_restarts(shop, nodey):
    shop.dusty("sync", "nodey")
    shop.dusty("restart", "nodey")
    shop.until_state("nodey", "up")
    assert inside(shop, "node_modules/x/index.js") == "installed\n"
    assert inside(shop, "db.sqlite3") == "row\n"
    assert shop.inside("nodey", "ls", "/nodey/__pycache__").stdout == "main.pyc\n"


def test_no_sync_takes_a_mount_from_a_running_container(shop, nodey):
    assert mounted(shop) == set(MOUNTS)
    for mount in MOUNTS[:3]:
        shop.inside("nodey", "touch", f"{mount}/kept")
    # The repo has the mount points, and then it has not.
    for name in ("modules", "vendor/inner"):
        (nodey / name).mkdir(parents=True)
    shop.dusty("sync", "nodey")
    for name in ("modules", "vendor/inner", "vendor"):
        (nodey / name).rmdir()
    shop.dusty("sync", "nodey")
    assert mounted(shop) == set(MOUNTS)
    assert would_delete(shop, "--exact") >= 4
    refused = shop.dusty("sync", "nodey", "--exact", check=False)
    assert refused.returncode != 0 and "--yes" in refused.stderr
    assert inside(shop, "db.sqlite3") == "row\n"
    shop.dusty("sync", "nodey", "--exact", "--yes")
    assert inside(shop, "db.sqlite3") == "" and inside(shop, "code.py") == "1\n"
    assert mounted(shop) == set(MOUNTS)
    for mount in MOUNTS[:3]:
        assert shop.inside("nodey", "ls", mount).stdout == "kept\n"
    assert inside(shop, "vendor/inner/lib.py") == "1\n"
    shop.dusty("rebuild", "nodey")
    shop.until_state("nodey", "up")


def test_three_ups_with_nothing_to_do_restart_nothing_whatever_containers_write(shop, nodey):
    (nodey / "code.py").write_text("2\n")
    shop.dusty("up")
    shop.until_state("nodey", "up")
    before = shop.containers()
    for number in range(3):
        shop.inside("nodey", "sh", "-c", f"cd /nodey; echo {number} >made; echo {number} >lock.json; echo {number} >old/made")
        if number == 2:
            # A daemon that knows nothing of what it copied, but what it wrote down.
            shop.sandbox.run("Scripts/daemon", "stop")
            shop.sandbox.run("Scripts/daemon", "start")
        shop.dusty("up")
    assert shop.containers() == before
    assert inside(shop, "lock.json") == "of the repo\n" and inside(shop, "made") == "2\n"


def test_what_is_gone_from_the_repo_goes_and_its_directory_stays_for_what_a_container_made_in_it(shop, nodey):
    shop.inside("nodey", "touch", "/nodey/old/made")
    shop.dusty("config", "set", "follow", "false")
    (nodey / "old" / "one.py").unlink()
    (nodey / "old").rmdir()
    assert would_delete(shop) == 2
    shop.dusty("sync", "nodey")
    assert shop.inside("nodey", "ls", "/nodey/old").stdout == "made\n"
    shop.dusty("config", "unset", "follow")


def test_what_does_not_travel_stays_at_home_and_on_the_machine(shop, nodey):
    for path in ("build/huge.bin", "media/film.mp4", "deep/cache/x"):
        (nodey / path).parent.mkdir(parents=True, exist_ok=True)
        (nodey / path).write_text("of the repo\n")
    shop.dusty("sync", "nodey")
    assert inside(shop, "build/huge.bin") == inside(shop, "media/film.mp4") == "of the repo\n"
    (nodey / ".gitignore").write_text("cache/\n")
    (nodey / ".dustyignore").write_text("build/\n#gitignore\n")
    shop.publish({"apps/nodey.yml": NODEY.format(repos=shop.directory / "origins") + "sync: {exclude: ['*.mp4']}\n"})
    shop.dusty("up")
    shop.inside("nodey", "sh", "-c", "echo mine >/nodey/build/huge.bin; echo mine >/nodey/build/made")
    for path in ("build/huge.bin", "media/film.mp4", "deep/cache/x", "media/other.mp4"):
        (nodey / path).write_text("changed at home\n")
    (nodey / "media" / "film.txt").write_text("travels\n")
    (nodey / "build" / "gone").write_text("x\n")
    (nodey / "build" / "gone").unlink()
    shop.dusty("wait", "--synced", "nodey")
    assert inside(shop, "media/film.txt") == "travels\n" and inside(shop, ".dustyignore") != ""
    for _ in ("follow", "sync", "exact"):
        assert inside(shop, "build/huge.bin") == inside(shop, "build/made") == "mine\n"
        assert inside(shop, "media/film.mp4") == inside(shop, "deep/cache/x") == "of the repo\n"
        assert inside(shop, "media/other.mp4") == ""
        shop.dusty("sync", "nodey", *(["--exact", "--yes"] if _ == "sync" else []))
    (nodey / ".dustyignore").write_text("**\nbuild/\n")
    said = shop.dusty("sync", "nodey")
    assert "line 1 of .dustyignore does not count" in said.stdout + said.stderr
    assert "line 1 of .dustyignore" in shop.dusty("status").stdout
    (nodey / ".dustyignore").unlink()
    shop.dusty("wait", "--synced", "nodey")
    assert inside(shop, "build/huge.bin") == "changed at home\n" and inside(shop, ".dustyignore") == ""
    assert inside(shop, "media/other.mp4") == ""


def test_what_git_ignores_and_is_much_is_proposed_and_written_only_when_asked(shop, nodey):
    modules = nodey / "client" / "node_modules"
    modules.mkdir(parents=True)
    for number in range(2100):
        (modules / f"{number}.js").write_text("x")
    (nodey / ".gitignore").write_text("node_modules/\n")
    (nodey / ".dustyignore").write_text("own/")
    check, = [check for check in json.loads(shop.dusty("doctor", "--json", check=False).stdout)["checks"]
              if check["name"] == "ignored code"]
    assert check["state"] == "warning" and "client/node_modules" in check["message"] and "2100 files" in check["message"] and "of nodey" in check["message"]
    assert "dusty repos ignore nodey" in check["remedy"]
    said = shop.dusty("repos", "ignore", "nodey").stdout
    assert "/client/node_modules/" in said and "2100" in said and "--write" in said
    assert (nodey / ".dustyignore").read_text() == "own/"
    shop.dusty("repos", "ignore", "nodey", "--write")
    assert (nodey / ".dustyignore").read_text() == "own/\n/client/node_modules/\n"
    assert "nothing is copied that git ignores" in shop.dusty("repos", "ignore", "nodey").stdout
    (nodey / ".dustyignore").unlink()
    (nodey / ".gitignore").unlink()
    shutil.rmtree(nodey / "client")
    shop.dusty("sync", "nodey")


def test_content_decides_where_size_and_time_stay(shop, nodey):
    """F11."""
    for text in ("version 1.2.3\n", "version 1.2.4\n"):
        (nodey / "npm.txt").write_text(text)
        shop.sandbox.run("touch", "-d", "@499162500", nodey / "npm.txt")
        shop.dusty("sync", "nodey")
        assert inside(shop, "npm.txt") == text
    for number in range(10):
        (nodey / "fast.txt").write_text(f"{number}\n")
        shop.dusty("sync", "nodey")
        assert inside(shop, "fast.txt") == f"{number}\n"


def test_a_copy_of_which_nothing_is_known_loses_nothing_and_the_job_says_so(shop, nodey):
    # Otherwise it would be reported before the job.
    shop.dusty("config", "set", "follow", "false")
    shop.sandbox.run("Scripts/daemon", "stop")
    shop.sandbox.run("sh", "-c", f"rm -r {shop.sandbox.directory}/state/manifests")
    shop.sandbox.run("Scripts/daemon", "start")
    (nodey / "fast.txt").unlink()
    said = shop.dusty("sync", "nodey")
    assert "dusty sync --exact nodey" in said.stdout + said.stderr
    assert inside(shop, "fast.txt") == "9\n"
    said = shop.dusty("sync", "nodey")
    assert "--exact" not in said.stdout + said.stderr
