"""What containers make and change in code comes back to the repo, as its owner's, and nothing of either side is lost."""

import json
import os
import pwd

import pytest
from sandbox import until

RAILS = """
repo: {repos}/rails
mount: /rails
image: python:3.11
depends: {{libs: [gem]}}
commands:
  always: [exec sleep 100000]
compose: {{init: true}}
sync: {{back: true, keep: [kept/], exclude: [out/]}}
"""
SECOND = """
repo: {repos}/rails
mount: /other
image: python:3.11
commands:
  always: [exec sleep 100000]
compose: {{init: true}}
"""
GEM = "repo: {repos}/gem\nmount: /rails/vendor/gem\nsync: {{back: true}}\n"
IGNORED = "node_modules/\n*.sqlite3\nlog/\n"
OWNER = "nobody"


@pytest.fixture(scope="module")
def rails(shop):
    """The directory of an app's code, which belongs to a user and not to root; a second app has the same code, and a lib lies in it."""
    repos = shop.directory / "origins"
    files = {"rails": {"config/routes.rb": "1\n", "schema.rb": "1\n", ".gitignore": IGNORED}, "gem": {"gem.rb": "1\n"}}
    for name, contents in files.items():
        shop.make_repo(name, contents)
    shop.publish({"apps/rails.yml": RAILS.format(repos=repos), "apps/second.yml": SECOND.format(repos=repos),
                  "libs/gem.yml": GEM.format(repos=repos), "bundles/rails.yml": "description: x\napps: [rails, second]\n"})
    shop.dusty("up")
    for name in files:
        work = shop.directory / "work" / name
        shop.sandbox.run("git", "clone", "-q", repos / name, work)
        shop.sandbox.run("chown", "-R", OWNER, work)
        shop.dusty("repos", "override", f"{repos}/{name}", work)
    shop.dusty("bundles", "activate", "rails")
    shop.dusty("up")
    shop.until_state("rails", "up")
    until_follows(shop)
    return shop.directory / "work" / "rails"


def sync_of(shop, name="rails"):
    return next(repo for repo in shop.status()["sync"] if repo["short_name"] == name)


def until_follows(shop, name="rails"):
    return until(lambda: (repo := sync_of(shop, name)).get("follow", {}).get("state") == "following" and repo, 30,
                 lambda: f"{name} is followed; now {sync_of(shop, name)}")


def run(shop, script, name="rails"):
    return shop.inside(name, "sh", "-c", script, check=False).stdout


def until_is(shop, path, text, seconds=20):
    until(lambda: path.is_file() and path.read_text() == text, seconds,
          lambda: f"{path} is {text!r}; now {path.read_text() if path.is_file() else None!r}, {sync_of(shop)}")


def test_what_a_generator_makes_is_the_owners_in_the_repo(shop, rails):
    run(shop, "cd /rails; mkdir -p app/models db/migrate; umask 077; echo user >app/models/user.rb; echo m >db/migrate/1_m.rb;"
              "printf '#!/bin/sh\\n' >tool; chmod 755 tool; echo 2 >schema.rb; ln -s user.rb app/models/person.rb")
    until_is(shop, rails / "app" / "models" / "user.rb", "user\n")
    until_is(shop, rails / "db" / "migrate" / "1_m.rb", "m\n")
    until_is(shop, rails / "schema.rb", "2\n")
    until(lambda: (rails / "tool").exists() and (rails / "app" / "models" / "person.rb").is_symlink(), 20, "all of it came")
    owner = pwd.getpwnam(OWNER).pw_uid
    for path in ("app", "app/models", "app/models/user.rb", "tool", "schema.rb"):
        assert (rails / path).lstat().st_uid == owner, path
    assert (rails / "app/models/user.rb").stat().st_mode & 0o777 == 0o644
    assert (rails / "tool").stat().st_mode & 0o777 == 0o755
    # And it is code from now on: what the user deletes is deleted in the copy.
    before = until_follows(shop)["revision"]
    shop.dusty("sync", "rails")
    assert sync_of(shop)["revision"] == before, "nothing went out again"
    (rails / "app" / "models" / "user.rb").unlink()
    until(lambda: run(shop, "ls /rails/app/models/user.rb") == "", 20, "it is gone from the copy")


def test_what_git_ignores_or_the_spec_keeps_stays_on_the_machine(shop, rails):
    run(shop, "cd /rails; mkdir -p node_modules/x log kept; echo 1 >node_modules/x/i.js; echo row >dev.sqlite3; echo l >log/a;"
              "echo k >kept/a; mkdir out; echo o >out/a;"
              "echo half >.schema.rb.swp; echo half >.schema.rb.aB3xY9; echo after >marker")
    until_is(shop, rails / "marker", "after\n")
    shop.dusty("sync", "rails")
    for path in ("node_modules", "dev.sqlite3", "log", "kept", "out", ".schema.rb.swp", ".schema.rb.aB3xY9"):
        assert not (rails / path).exists(), path
    assert run(shop, "cat /rails/node_modules/x/i.js /rails/dev.sqlite3 /rails/kept/a /rails/out/a") == "1\nrow\nk\no\n"


def test_of_what_both_change_the_users_wins_and_the_containers_is_kept(shop, rails):
    shop.dusty("config", "set", "follow", "false")
    until(lambda: "follow" not in sync_of(shop), 20, "nothing is followed")
    run(shop, "echo 'of the container' >/rails/config/routes.rb")
    (rails / "config" / "routes.rb").write_text("of the user\n")
    said = shop.dusty("sync", "rails")
    assert "dusty repos conflicts" in said.stdout + said.stderr
    assert run(shop, "cat /rails/config/routes.rb") == (rails / "config" / "routes.rb").read_text() == "of the user\n"
    conflict, = json.loads(shop.dusty("repos", "conflicts", "--json").stdout)
    assert conflict["path"] == "config/routes.rb"
    assert open(conflict["file"]).read() == "of the container\n"
    assert os.stat(conflict["file"]).st_uid == pwd.getpwnam(OWNER).pw_uid
    assert "1 conflict" in shop.dusty("status").stdout
    # What a container deletes comes again, and `collect` brings what is new without a sync.
    run(shop, "rm /rails/schema.rb; echo late >/rails/late")
    assert "1 file" in shop.dusty("repos", "collect", "rails").stdout
    assert (rails / "late").read_text() == "late\n" and (rails / "schema.rb").exists()
    shop.dusty("config", "unset", "follow")
    until(lambda: run(shop, "cat /rails/schema.rb") == "2\n", 20, "it is there again")
    until_follows(shop)


def test_two_apps_on_one_repo_and_a_lib_below_the_mount(shop, rails):
    run(shop, "echo from the other >/other/shared.txt", "second")
    until_is(shop, rails / "shared.txt", "from the other\n")
    assert run(shop, "cat /rails/shared.txt") == "from the other\n"
    run(shop, "echo by the app >/rails/vendor/gem/made.rb")
    until_is(shop, rails.parent / "gem" / "made.rb", "by the app\n")
    shop.dusty("sync", "rails")
    assert not (rails / "vendor" / "gem" / "made.rb").exists()


def test_a_checkout_of_many_files_while_a_container_writes(shop, rails):
    git = ("git", "-c", f"safe.directory={rails}", "-C", rails, "-c", "user.name=Shop", "-c", "user.email=shop@example.org")
    shop.sandbox.run(*git, "checkout", "-q", "-b", "many")
    for number in range(500):
        path = rails / "many" / str(number % 10) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{number}\n")
    shop.sandbox.run(*git, "add", "many")
    shop.sandbox.run(*git, "commit", "-q", "-m", "Many")
    shop.sandbox.run("docker", "exec", "-d", "dusty_rails_1", "sh", "-c",
                     "i=0; while [ $i -lt 100 ]; do i=$((i+1)); mkdir -p /rails/gen; echo $i >/rails/gen/$i; done")
    shop.sandbox.run(*git, "checkout", "-q", "main")
    shop.sandbox.run(*git, "checkout", "-q", "many")
    count = "find /rails/many -type f | wc -l; find /rails/gen -type f | wc -l"
    until(lambda: run(shop, count).split() == ["500", "100"], 30, lambda: f"all of it is there; now {run(shop, count)}")
    until(lambda: len(list((rails / "gen").glob("*"))) == 100 if (rails / "gen").exists() else False, 30, "all of it came back")
    assert len(list((rails / "many").glob("*/*"))) == 500
    assert len(json.loads(shop.dusty("repos", "conflicts", "--json").stdout)) == 1


def test_a_hostile_container_writes_nowhere_else_and_holds_nobody_up(shop, rails):
    outside = shop.sandbox.directory / "outside"
    outside.mkdir()
    os.chmod(outside, 0o777)
    (rails / "mine").symlink_to(outside)
    until(lambda: run(shop, "readlink /rails/mine") == f"{outside}\n", 20, "the link is in the copy")
    hooks = sorted(os.listdir(rails / ".git" / "hooks"))
    shop.sandbox.run("git", "-c", f"safe.directory={rails}", "-C", rails, "config", "core.hooksPath", "./.githooks/")
    run(shop, f"""cd /rails
        mkdir .githooks x; echo x >.githooks/pre-commit; chmod 755 .githooks/pre-commit; echo x >x/HEAD
        rm mine; mkdir mine; echo x >mine/through-a-link
        mkdir -p .git/hooks .GIT/hooks; echo x >.git/hooks/post-checkout; echo x >.GIT/hooks/post-checkout
        ln -s {outside}/x leads-out; ln -s ../../../etc/passwd climbs; ln -s .git/config gits
        mkfifo pipe; mknod device c 1 5 2>/dev/null
        mkdir -p bare/objects bare/refs; echo x >bare/HEAD; echo x >bare/refs/x; printf '[core]\\n' >bare/config
        dd if=/dev/zero of=huge bs=1M count=0 seek=4000 2>/dev/null
        touch "$(printf 'new\\nline')" "$(printf 'no\\377utf')"
        echo last >last""")
    until_is(shop, rails / "last", "last\n")
    until(lambda: (rails / "new\nline").exists() and os.path.exists(os.fsencode(rails) + b"/no\xffutf"), 20, "any name came back")
    shop.dusty("sync", "rails")
    assert os.listdir(outside) == []
    assert sorted(os.listdir(rails / ".git" / "hooks")) == hooks
    for path in (".githooks", "x/HEAD", ".GIT", "leads-out", "climbs", "gits", "pipe", "device", "bare/HEAD", "huge"):
        assert not os.path.lexists(rails / path), path
    said = shop.dusty("repos", "collect", "rails").stdout
    assert "a link that leads out" in said and "larger than" in said
    run(shop, "mkdir /rails/flood; cd /rails/flood; seq 1 12000 | xargs touch; rm ../huge")
    said = shop.dusty("repos", "collect", "rails").stdout
    assert "more than 10000 new files" in said and not (rails / "flood").exists()
    run(shop, "rm -r /rails/flood")
    run(shop, "echo still >/rails/still")
    until_is(shop, rails / "still", "still\n")


def test_a_copy_of_which_nothing_is_known_brings_nothing_back(shop, rails):
    shop.dusty("config", "set", "follow", "false")
    shop.sandbox.run("Scripts/daemon", "stop")
    shop.sandbox.run("sh", "-c", f"rm -r {shop.sandbox.directory}/state/manifests")
    (rails / "still").unlink()
    run(shop, "echo unknown >/rails/unknown")
    shop.sandbox.run("Scripts/daemon", "start")
    for _ in range(2):
        shop.dusty("sync", "rails")
        assert not (rails / "unknown").exists() and not (rails / "still").exists()
        assert run(shop, "cat /rails/unknown /rails/still") == "unknown\nstill\n"
    run(shop, "echo known >/rails/unknown")
    shop.dusty("sync", "rails")
    assert (rails / "unknown").read_text() == "known\n"
    shop.dusty("config", "unset", "follow")
