"""Code on its way from repos into containers."""


def test_a_changed_file_is_seen_after_sync_and_runs_after_restart(shop):
    edit(shop.api / "server.py", "Welcome to the Dusty shop", "Fresh from the editor")
    shop.dusty("sync")
    assert "Fresh from the editor" in shop.inside("api", "cat", "/api/server.py").stdout
    assert shop.until_front()["greeting"] == "Welcome to the Dusty shop"
    shop.dusty("restart", "api")
    shop.until_front(lambda front: front["greeting"] == "Fresh from the editor")


def test_restart_syncs_first(shop):
    edit(shop.api / "server.py", "Fresh from the editor", "Sold out")
    shop.dusty("restart", "api")
    shop.until_front(lambda front: front["greeting"] == "Sold out")


def test_restart_does_not_run_once_again_and_rebuild_does(shop):
    shop.inside("api", "rm", "/var/log/dusty_once_fn.log")
    shop.dusty("restart", "api")
    shop.until_front()
    assert shop.inside("api", "cat", "/var/log/dusty_once_fn.log", check=False).returncode != 0
    shop.dusty("rebuild", "api")
    shop.until_front()
    assert "tables and products" in shop.inside("api", "cat", "/var/log/dusty_once_fn.log").stdout


def test_rebuild_builds_the_image_and_recreates_only_that_container(shop):
    before = shop.containers()
    with open(shop.api / "Dockerfile", "a") as file:
        file.write("ENV SHOP_SEASON=summer\n")
    shop.dusty("rebuild", "api")
    shop.until_front(lambda front: front["season"] == "summer")
    after = shop.containers()
    assert {name for name in after if after[name] != before[name]} == {"dusty_api_1"}


def test_a80_what_is_deleted_in_the_repo_goes_and_what_a_container_made_stays_until_an_exact_sync(shop):
    (shop.api / "leaflet.txt").write_text("half price\n")
    shop.dusty("sync")
    assert shop.inside("api", "cat", "/api/leaflet.txt").stdout == "half price\n"
    (shop.api / "leaflet.txt").unlink()
    shop.inside("api", "touch", "/api/made-in-the-container")
    shop.dusty("sync")
    listing = shop.inside("api", "ls", "-a", "/api").stdout.split()
    assert "server.py" in listing
    assert "leaflet.txt" not in listing
    assert "made-in-the-container" in listing
    shop.dusty("sync", "--exact", "--yes", "api")
    assert "made-in-the-container" not in shop.inside("api", "ls", "-a", "/api").stdout.split()


def test_git_directories_are_not_copied(shop):
    for name, mount in (("api", "/api"), ("api", "/shopkit"), ("web", "/web"), ("worker", "/worker")):
        assert ".git" not in shop.inside(name, "ls", "-a", mount).stdout.split()


def test_up_brings_what_was_pushed_and_restarts_only_who_uses_it(shop):
    # The API's code was changed since it started.
    shop.dusty("up")
    before = shop.containers()
    shop.publish({"notes.txt": "packed with care\n"}, repo="shop-worker")
    shop.dusty("up")
    assert shop.inside("worker", "cat", "/worker/notes.txt").stdout == "packed with care\n"
    after = shop.containers()
    assert {name for name in after if after[name] != before[name]} <= {"dusty_worker_1"}


def test_overrides_can_be_listed_dropped_and_set(shop):
    assert str(shop.api) in shop.dusty("repos", "list").stdout
    shop.dusty("repos", "manage", "shop-api")
    assert str(shop.api) not in shop.dusty("repos", "list").stdout
    shop.dusty("up")
    shop.until_front(lambda front: front["greeting"] == "Welcome to the Dusty shop")
    shop.dusty("repos", "override", "shop-api", shop.api)
    shop.dusty("up")
    shop.until_front(lambda front: front["greeting"] == "Sold out")


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_up_copies_again_what_was_taken_out_of_the_copy(shop):
    copy = next((shop.machine / "dusty_repos").rglob("shop-api"))
    shop.dusty("up")
    taken = next(path for path in copy.iterdir() if path.is_file())
    content = taken.read_bytes()
    taken.unlink()
    shop.dusty("up")
    assert taken.read_bytes() == content


def test_a_specs_remote_that_is_away_locks_nothing_up_and_the_ways_on_are_named(shop):
    place = shop.directory / "origins" / "specs"
    shop.sandbox.run("mv", place, f"{place}-away")
    try:
        said = shop.dusty("up", check=False)
        assert said.returncode == 1 and "cannot read specs" in said.stderr and "--no-pull" in said.stderr, said.stderr
        shop.dusty("up", "--no-pull")
        assert shop.status()["apps"] and "specs" in shop.sandbox.text("dusty", "repos", "list")
        shop.dusty("repos", "override", "specs", shop.specs)
        shop.dusty("up")
        shop.dusty("repos", "manage", "specs")
    finally:
        shop.sandbox.run("mv", f"{place}-away", place)
    shop.dusty("up")
