"""Edits reach containers by themselves while the stack is up, whatever an editor, git, a container or the daemon does meanwhile."""

import ctypes
import json
import os
import shutil

import pytest
from sandbox import until

PAGE = """
repo: {repos}/page
mount: /page
image: python:3.11
host_forwarding: [{{host_name: page.shop.test, host_port: 80, container_port: 8080}}]
commands:
  always:
    - exec python3 -m http.server 8080
compose:
  init: true
"""
URL = "http://page.shop.test/"


@pytest.fixture(scope="module")
def page(shop):
    """The directory of an app that serves its own code, file by file."""
    repos = shop.directory / "origins"
    shop.make_repo("page", {"index.txt": "first\n"})
    shop.add("apps", page=PAGE.format(repos=repos))
    work = shop.directory / "work" / "page"
    shop.sandbox.run("git", "clone", "-q", repos / "page", work)
    shop.dusty("repos", "override", f"{repos}/page", work)
    until_serves(shop, "index.txt", "first\n")
    until_follows(shop)
    return work


def sync_of(shop, name="page"):
    return next(repo for repo in shop.status()["sync"] if repo["short_name"] == name)


def until_follows(shop, name="page", state="following", seconds=30):
    """Waits until the repo's follower is in a state; returns what the status says of the repo."""
    return until(
        lambda: (repo := sync_of(shop, name)).get("follow", {}).get("state") == state and repo, seconds,
        lambda: f"{name} is {state}; now {sync_of(shop, name)}",
    )


def until_serves(shop, file, text, seconds=20):
    until(lambda: shop.get(URL + file) == text, seconds, lambda: f"{file} is {text!r}; now {shop.get(URL + file)!r}, {sync_of(shop)}")


def until_gone(shop, file, seconds=20):
    until(lambda: "404" in shop.get(URL + file), seconds, lambda: f"{file} is gone")


def commit(shop, work, message):
    git = ("git", "-C", work, "-c", "user.name=Shop", "-c", "user.email=shop@example.org")
    shop.sandbox.run(*git, "add", "-A")
    shop.sandbox.run(*git, "commit", "-q", "-m", message)


def test_an_edit_is_seen_through_the_proxy_without_a_command_and_without_a_job(shop, page):
    jobs = shop.status()["jobs"]
    before = sync_of(shop)
    for number in range(3):
        (page / "index.txt").write_text(f"edit {number}\n")
        until_serves(shop, "index.txt", f"edit {number}\n")
    after = until_follows(shop)
    assert after["follow"]["sequence"] >= before["follow"]["sequence"] + 3
    assert after["follow"]["latency_milliseconds"] > 0
    assert after["revision"] > before["revision"]
    assert shop.status()["jobs"] == jobs


def test_a_script_that_waits_finds_its_edits_in_the_container(shop, page):
    for number in range(5):
        (page / "index.txt").write_text(f"waited for {number}\n")
        printed = shop.dusty("wait", "--synced", "page").stdout.split()
        assert shop.inside("page", "cat", "/page/index.txt").stdout == f"waited for {number}\n"
    assert printed == ["page", str(sync_of(shop)["follow"]["sequence"])]
    late = shop.dusty("wait", "--synced", "--sequence", "1000000", "--timeout", "1", "page", check=False)
    assert late.returncode != 0 and "page is not in step yet" in late.stderr


def test_up_and_sync_know_without_rsync_that_nothing_is_to_be_copied(shop, page):
    """What was copied as it changed needs no look when the stack comes up, and both sides are compared without a program."""
    (page / "index.txt").write_text("before the others\n")
    shop.dusty("sync", "page")
    (page / "index.txt").write_text("copied by hand\n")
    until_serves(shop, "index.txt", "copied by hand\n")
    until_follows(shop)
    shop.sandbox.run("mount", "--bind", "/bin/false", "/usr/bin/rsync")
    try:
        assert "page" not in shop.dusty("up", "--no-pull").stdout.split("sync code")[-1].splitlines()[0]
    finally:
        shop.sandbox.run("umount", "/usr/bin/rsync")
    shop.dusty("sync", "page")
    shop.sandbox.run("mount", "--bind", "/bin/false", "/usr/bin/rsync")
    try:
        shop.dusty("sync", "page")
    finally:
        shop.sandbox.run("umount", "/usr/bin/rsync")
    # What a container does to the copy is still found, and undone.
    shop.inside("page", "sh", "-c", "rm /page/index.txt")
    shop.dusty("sync", "page")
    until_serves(shop, "index.txt", "copied by hand\n")


def test_files_are_made_renamed_and_deleted_as_editors_and_people_do(shop, page):
    (page / ".index.txt.swp").write_text("by an editor\n")
    (page / ".index.txt.swp").rename(page / "index.txt")
    until_serves(shop, "index.txt", "by an editor\n")
    (page / "deep" / "er").mkdir(parents=True)
    (page / "deep" / "er" / "new.txt").write_text("new\n")
    until_serves(shop, "deep/er/new.txt", "new\n")
    (page / "deep").rename(page / "moved")
    until_serves(shop, "moved/er/new.txt", "new\n")
    until_gone(shop, "deep/er/new.txt")
    # Watched where it is now.
    (page / "moved" / "er" / "new.txt").write_text("newer\n")
    until_serves(shop, "moved/er/new.txt", "newer\n")
    shutil.rmtree(page / "moved")
    until_gone(shop, "moved/er/new.txt")
    until(lambda: "moved" not in shop.inside("page", "ls", "/page").stdout.split(), 20, "the directories are gone, too")


def test_what_a_container_made_stays(shop, page):
    (page / ".gitignore").write_text("made/\n")
    shop.inside("page", "sh", "-c", "mkdir -p /page/made; echo mine >/page/made/file")
    (page / "index.txt").write_text("beside it\n")
    until_serves(shop, "index.txt", "beside it\n")
    shop.dusty("sync", "page")
    assert shop.inside("page", "cat", "/page/made/file").stdout == "mine\n"


def test_apps_that_run_older_code_are_told_and_up_restarts_them_once(shop, page):
    shop.dusty("up")
    assert "older_code" not in shop.row("page")
    (page / "index.txt").write_text("newer than the process\n")
    until(lambda: shop.row("page").get("older_code"), 20, lambda: f"page runs older code; now {shop.row('page')}")
    assert "older code" in shop.dusty("status").stdout
    before = shop.containers()
    shop.dusty("up")
    shop.until_state("page", "up")
    after = shop.containers()
    assert {name for name in after if after[name] != before[name]} == {"dusty_page_1"}
    assert "older_code" not in shop.row("page")
    for _ in range(3):
        shop.dusty("up")
    assert shop.containers() == after


def test_a_checkout_of_2000_files_is_followed(shop, page):
    shop.sandbox.run("git", "-C", page, "checkout", "-q", "-b", "many")
    for number in range(2000):
        path = page / "many" / str(number % 50) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{number}\n")
    commit(shop, page, "Many")
    until_serves(shop, "many/49/1999.txt", "1999\n")
    shop.sandbox.run("git", "-C", page, "checkout", "-q", "main")
    until_gone(shop, "many/49/1999.txt")
    shop.sandbox.run("git", "-C", page, "checkout", "-q", "many")
    count = "find /page/many -type f -size +0 | wc -l"
    until(lambda: shop.inside("page", "sh", "-c", count).stdout.strip() == "2000", 30, "all of it is there")
    shop.sandbox.run("git", "-C", page, "checkout", "-q", "main")
    until_gone(shop, "many/49/1999.txt")
    until_follows(shop)


def test_a_daemon_that_starts_again_finds_what_was_edited_meanwhile(shop, page):
    shop.dusty("up")
    shop.until_state("page", "up")
    shop.sandbox.run("Scripts/daemon", "stop")
    (page / "index.txt").write_text("while it was away\n")
    shop.sandbox.run("Scripts/daemon", "start")
    until_serves(shop, "index.txt", "while it was away\n")
    until_follows(shop)
    assert shop.row("page")["older_code"] == [sync_of(shop)["repo"]]
    (page / "index.txt").write_text("after it\n")
    until_serves(shop, "index.txt", "after it\n")


def test_a_directory_that_goes_leaves_its_copy_and_is_followed_again_when_it_is_back(shop, page):
    away = page.parent / "away"
    page.rename(away)
    lost = until_follows(shop, state="lost")
    assert str(page) in lost["follow"]["message"]
    assert shop.get(URL + "index.txt") == "after it\n"
    (away / "index.txt").write_text("while it was moved\n")
    away.rename(page)
    until_serves(shop, "index.txt", "while it was moved\n")
    until_follows(shop)
    # So it is when one above it goes.
    page.parent.rename(page.parent.parent / "gone")
    until_follows(shop, state="lost")
    (page.parent.parent / "gone").rename(page.parent)
    until_follows(shop)
    (page / "index.txt").write_text("back\n")
    until_serves(shop, "index.txt", "back\n")


def test_a_link_is_copied_as_one_and_followed_by_nobody(shop, page):
    secret = shop.sandbox.directory / "secret"
    secret.mkdir()
    (secret / "file").write_text("not for containers\n")
    (page / "link").symlink_to(secret)
    target = ("sh", "-c", "readlink /page/link; cat /page/link/file")
    until(lambda: shop.inside("page", *target, check=False).stdout == f"{secret}\n", 20, "there is a link")
    before = until_follows(shop)["follow"]["sequence"]
    (secret / "file").write_text("changed\n")
    (page / "index.txt").write_text("after the link\n")
    until_serves(shop, "index.txt", "after the link\n")
    assert until_follows(shop)["follow"]["sequence"] == before + 1
    (page / "link").unlink()
    until(lambda: shop.inside("page", "sh", "-c", "ls -d /page/link", check=False).returncode != 0, 20, "it is gone")


def take_all_inotify_instances():
    """All that root may have; they are free again when this process closes them or ends, however it ends."""
    inotify_init = ctypes.CDLL(None, use_errno=True).inotify_init1
    taken = []
    while len(taken) < 100_000 and (descriptor := inotify_init(os.O_CLOEXEC)) >= 0:
        taken.append(descriptor)
    return taken


def test_without_watches_it_is_looked_at_now_and_then(shop, page):
    shop.dusty("config", "set", "follow", "false")
    until(lambda: "follow" not in sync_of(shop), 20, "nothing is followed")
    (page / "index.txt").write_text("not followed\n")
    taken = take_all_inotify_instances()
    try:
        shop.dusty("config", "set", "follow", "true")
        scanning = until_follows(shop, state="scanning")
        assert "dusty doctor" in scanning["follow"]["message"]
        until_serves(shop, "index.txt", "not followed\n")
        (page / "index.txt").write_text("looked at\n")
        until_serves(shop, "index.txt", "looked at\n")
    finally:
        for descriptor in taken:
            os.close(descriptor)
        shop.dusty("config", "unset", "follow")


def test_nothing_is_followed_when_the_stack_is_down(shop, page):
    shop.dusty("down")
    until(lambda: not any("follow" in repo for repo in shop.status()["sync"]), 20, lambda: json.dumps(shop.status()["sync"]))
    (page / "index.txt").write_text("while it was down\n")
    shop.dusty("up")
    until_serves(shop, "index.txt", "while it was down\n")
    until_follows(shop)
