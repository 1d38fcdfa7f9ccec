"""Data: whenever the daemon dies they are the old ones or the new ones, whole, and what became of them is said."""

import itertools
import json
import pathlib
import re

import pytest

counter = itertools.count()


@pytest.fixture(scope="module")
def persist(shop):
    return shop.machine / "persist"


def write(shop, persist, text):
    """Two entries of /persist, of one file each."""
    shop.sandbox.run("sh", "-ec", f"""
        for name in first second; do mkdir -p '{persist}'/$name; echo {text} $name >'{persist}'/$name/file; done
    """)


def seen(shop, persist):
    command = f"cd '{persist}' && for name in first second; do cat $name/file 2>/dev/null || echo gone; done"
    return tuple(shop.sandbox.text("sh", "-c", command).splitlines())


def backup(shop, *names):
    path = shop.sandbox.directory / f"saved-{next(counter)}.tar"
    return pathlib.Path(json.loads(shop.dusty("disk", "backup", path, *names, "--json").stdout)["file"])


OLD, NEW = ("now first", "now second"), ("saved first", "saved second")


@pytest.mark.parametrize("call, number", [("renameat2", n) for n in range(1, 5)] + [("unlinkat", 1)])
def test_a_restore_that_is_killed_is_finished_and_loses_nothing(shop, persist, call, number):
    """renameat2 is called once to set the stage apart, once for each entry, and once to keep what was replaced."""
    write(shop, persist, "saved")
    archive = backup(shop, "first", "second")
    write(shop, persist, "now")
    assert shop.kill_at(call, number, "disk", "restore", archive, "--yes")
    # Finished before the daemon answers; the old data are kept and that is said.
    assert seen(shop, persist) == NEW
    warning = next(row for row in shop.status()["warnings"] if row["subject"] == "restore")
    assert "cut off and has been completed" in warning["message"], warning
    restores = shop.machine / "restores"
    kept = [name for name in shop.sandbox.text("ls", restores).split() if name.startswith("before-")]
    assert len(kept) == 1 and str(restores / kept[0]) in warning["message"]
    assert shop.sandbox.text("cat", restores / kept[0] / "first" / "file") == "now first"
    assert shop.sandbox.text("cat", restores / kept[0] / "second" / "file") == "now second"
    assert kept[0] in shop.dusty("disk").stdout
    assert shop.sandbox.text("ls", restores).split() == kept, "leavings"
    assert not (shop.machine / "restore.json").exists()
    shop.dusty("up")
    assert not [row for row in shop.status()["warnings"] if row["subject"] == "restore"]
    shop.sandbox.run("rm", "-rf", restores / kept[0])


@pytest.mark.parametrize("number", [1, 2])
def test_a_restore_that_is_killed_before_anything_was_written_down_changed_nothing(shop, persist, number):
    write(shop, persist, "saved")
    archive = backup(shop, "first", "second")
    write(shop, persist, "now")
    # The directory of the stage is made, or the one in it that the archive is unpacked into.
    assert shop.kill_at("mkdirat", number, "disk", "restore", archive, "--yes")
    assert seen(shop, persist) == OLD
    assert shop.sandbox.text("sh", "-c", f"ls '{shop.machine}/restores' | grep -c staged || true") == "0"
    shop.sandbox.run("rm", "-rf", persist / "first", persist / "second")


def test_what_was_stopped_for_a_restore_that_was_killed_runs_again_with_its_data(shop, persist):
    shop.until_front()
    archive = backup(shop, "shop", "--stop")
    shop.order("tea")
    assert shop.kill_at("renameat2", 2, "disk", "restore", archive, "--yes")
    # Without a word from us: what the job had stopped is started by the next daemon.
    shop.until_front(lambda front: front["products"] == 3)
    shop.dusty("up")
    shop.sandbox.run("sh", "-c", f"rm -rf '{shop.machine}'/restores/before-*")


@pytest.mark.parametrize("kind", ["missing", "empty"])
def test_a_database_that_vanished_is_not_replaced_by_an_empty_one(shop, persist, kind):
    shop.until_front()
    shop.dusty("stop")
    data, aside = persist / "shop" / "postgres", persist / "aside"
    shop.sandbox.run("mv", data, aside)
    if kind == "empty":
        shop.sandbox.run("mkdir", data)
    try:
        for command in (["up"], ["restart", "postgres"], ["rebuild", "postgres"]):
            result = shop.dusty(*command, check=False)
            assert result.returncode == 1, result.stdout
            assert str(data) in result.stderr and "postgres" in result.stderr and "last seen" in result.stderr
            assert "--fresh postgres" in result.stderr and "disk restore" in result.stderr
            assert shop.sandbox.text("sh", "-c", f"ls '{data}' 2>/dev/null | wc -l") == "0", "it was started empty"
    finally:
        shop.sandbox.run("sh", "-ec", f"rm -rf '{data}'; mv '{aside}' '{data}'")
    shop.dusty("up")
    assert shop.until_front()["products"] == 3


def test_an_empty_start_is_made_when_asked_for(shop, persist):
    shop.dusty("stop")
    data = persist / "shop" / "postgres"
    shop.sandbox.run("mv", data, persist / "aside")
    assert shop.dusty("up", "--fresh", "postgress", check=False).returncode == 1
    shop.dusty("up", "--fresh", "postgres")
    assert shop.sandbox.text("ls", data)
    shop.dusty("stop")
    shop.sandbox.run("sh", "-ec", f"rm -rf '{data}'; mv '{persist}/aside' '{data}'")
    shop.dusty("up")
    assert shop.until_front()["products"] == 3


def test_reset_starts_one_database_on_none_and_leaves_others_alone(shop, persist):
    """A directory of /persist, then a named volume and one without a name."""
    shop.until_front()
    before = shop.containers()
    marker = persist / "shop" / "postgres" / "marker"
    shop.sandbox.run("touch", marker)
    asked = shop.dusty("reset", "postgres", check=False)
    assert asked.returncode == 1 and "give --yes" in asked.stderr and re.search(r"persist +shop/postgres", asked.stdout), asked
    assert shop.containers() == before and shop.sandbox.text("ls", marker)
    none = shop.dusty("reset", "web", "--yes", check=False)
    assert none.returncode == 1 and "web keeps no data" in none.stderr
    assert "postgres" in shop.dusty("reset", "postgers", "--yes", check=False).stderr
    assert shop.containers() == before
    shop.dusty("reset", "postgres", "--yes")
    assert shop.row("postgres")["state"] == "up"
    assert shop.sandbox.run("test", "-e", marker, check=False).returncode == 1
    after = shop.containers()
    assert {name for name in before if before[name] != after.get(name)} == {"dusty_postgres_1"}
    shop.dusty("rebuild", "api")
    assert shop.until_front()["products"] == 3


KEEPER = "image: redis:7.0\nvolumes: ['kept:/kept', /nameless]\n"


def test_reset_removes_volumes_unless_others_have_them(shop, persist):
    keeper = {"services/keeper.yml": KEEPER, "bundles/keeper.yml": "description: keeps\nservices: [keeper]\n"}
    shop.publish(keeper)
    shop.dusty("repos", "update", "specs")
    shop.dusty("bundles", "activate", "keeper")
    shop.dusty("up")
    shop.inside("keeper", "sh", "-c", "touch /kept/x /nameless/x")
    shop.dusty("reset", "keeper", "--yes")
    assert shop.inside("keeper", "sh", "-c", "ls /kept /nameless | grep x", check=False).returncode == 1
    shop.publish({"services/other.yml": "image: redis:7.0\nvolumes: ['kept:/kept']\n",
                  "bundles/keeper.yml": "description: keeps\nservices: [keeper, other]\n"})
    shop.dusty("up")
    refused = shop.dusty("reset", "keeper", "--yes", check=False)
    assert refused.returncode == 1 and "dusty_kept is also in the container of other" in refused.stderr


def test_down_with_volumes_deletes_all_data_and_asks_first(shop, persist):
    before = shop.containers()
    asked = shop.dusty("down", "-v", check=False)
    assert asked.returncode == 1 and "give --yes" in asked.stderr
    assert re.search(r"volume +dusty_kept", asked.stdout) and re.search(r"persist +shop", asked.stdout), asked.stdout
    assert shop.containers() == before
    shop.dusty("down", "--volumes", "--yes")
    assert shop.containers() == {}
    assert shop.sandbox.text("docker", "volume", "ls", "-q", "--filter", "name=dusty_") == ""
    assert set(shop.sandbox.text("ls", persist).split()) <= {"dustyNginx", "dusty_assets"}
    shop.dusty("up")
    assert shop.until_front()["products"] == 3
