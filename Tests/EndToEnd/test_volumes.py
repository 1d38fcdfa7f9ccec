"""Named volumes in backups: they come back as they were, whole, and nothing gets out of them."""

import hashlib
import io
import itertools
import json
import pathlib
import re
import tarfile

import pytest

counter = itertools.count()
KEEPER = "image: redis:7.0\nvolumes: ['kept:/kept', 'cache:/cache']\nuser: root\n"
READER = "image: redis:7.0\nvolumes: ['kept:/kept:ro']\n"


@pytest.fixture(scope="module")
def volumes(shop):
    """The engine's directory of volumes, with two of a service of the stack, one of them with everything that a copy could lose."""
    shop.publish({"services/keeper.yml": KEEPER, "services/reader.yml": READER,
                  "bundles/keeper.yml": "description: keeps\nservices: [keeper, reader]\n"})
    shop.dusty("repos", "update", "specs")
    shop.dusty("bundles", "activate", "keeper")
    shop.dusty("up")
    place = shop.sandbox.text("docker", "volume", "inspect", "-f", "{{.Mountpoint}}", "dusty_kept")
    shop.sandbox.run("sh", "-ec", f"""
        cd '{place}'; echo before >file; chown 1234:2345 file; chmod 4640 file
        ln -s /etc/hostname link; ln -s ./_data/x other; ln file hard; mkdir inner; chmod 2750 inner; chown 7:8 inner
        truncate -s 20M sparse; printf x | dd of=sparse bs=1 seek=10M conv=notrunc status=none
        touch -- '-rf' 'a b' 'ünï😀'; mkdir _data; echo x >_data/x; chown 999:998 .; chmod 0751 .
        setfattr -n user.note -v told file 2>/dev/null || true
        echo before >../../dusty_cache/_data/file
    """)
    return pathlib.Path(place).parent.parent


def listing(shop, directory):
    """Names, owners, modes, links and times of a directory and everything below it."""
    return sorted(shop.sandbox.text("find", directory, "-printf", r"%P %U:%G %m %n %l %s %T@\n").splitlines())


def backup(shop, *arguments):
    path = shop.sandbox.directory / f"volumes-{next(counter)}.tar"
    return path, json.loads(shop.dusty("disk", "backup", path, *arguments, "--json").stdout)


def restore(shop, path):
    return shop.dusty("disk", "restore", path, "--yes")


def text(shop, path):
    return shop.sandbox.run("cat", path, check=False).stdout.strip()


def test_a_volume_comes_back_with_owners_modes_links_and_holes(shop, volumes):
    kept = volumes / "dusty_kept"
    before = listing(shop, kept / "_data")
    path, report = backup(shop, "--stop")
    assert report["manifest"]["volumes"] == ["cache", "kept"] and "shop" in report["manifest"]["names"]
    assert not [name for name in report["unsaved_volumes"] if name.startswith("dusty_")], report
    assert path.stat().st_size < 100_000_000 and not report["manifest"]["warnings"], report
    started = shop.containers()
    shop.inside("keeper", "sh", "-c", "cd /kept && echo after >file && rm link && touch more; echo after >/cache/file")
    said = restore(shop, path).stdout
    assert "the volume kept" in said and "dusty_kept" in said, said
    assert listing(shop, kept / "_data") == before
    assert int(shop.sandbox.text("stat", "-c", "%b", kept / "_data" / "sparse")) < 1000
    # Each container with the volume sees the restored files, read-only or not, and no other container was touched.
    for name in ("keeper", "reader"):
        assert shop.inside(name, "cat", "/kept/file").stdout.strip() == "before"
    assert shop.containers()["dusty_web_1"] == started["dusty_web_1"]
    assert shop.inside("keeper", "cat", "/cache/file").stdout.strip() == "before"
    # What was replaced is kept, `disk` lists it, and the command to remove it is printed.
    places = re.search(r"sudo rm -rf (.+)", said).group(1).split()
    mine = next(place for place in places if "dusty_kept" in place)
    assert text(shop, f"{mine}/_data/file") == "after" and mine in shop.dusty("disk").stdout
    shop.sandbox.run("rm", "-rf", *places)
    assert shop.sandbox.text("ls", kept) == "_data"
    shop.until_front()


def test_one_volume_alone_by_its_name_and_unknown_names_are_refused(shop, volumes):
    path, report = backup(shop, "dusty_cache")
    assert report["manifest"]["names"] == [] and report["manifest"]["volumes"] == ["cache"]
    refused = shop.dusty("disk", "backup", "/tmp/none.tar", "dusty_cash", check=False)
    assert refused.returncode == 1 and "dusty_cache" in refused.stderr, refused.stderr
    # Only what is below the volume is in the archive, beside its end.
    with tarfile.open(path) as archive:
        names = archive.getnames()
    assert names[0].lstrip("./") == "dusty-volumes/cache" and names[-1] == ".dusty-backup.json", names
    shop.inside("keeper", "sh", "-c", "echo later >/cache/file; echo later >/kept/mark")
    restore(shop, path)
    assert shop.inside("keeper", "sh", "-c", "cat /cache/file /kept/mark").stdout.split() == ["before", "later"]
    shop.inside("keeper", "rm", "/kept/mark")
    shop.sandbox.run("sh", "-c", f"rm -rf {volumes}/dusty_cache/before-*")


def test_a_volume_that_is_gone_is_made_again_and_up_takes_it(shop, volumes):
    path, _ = backup(shop, "dusty_kept", "dusty_cache")
    shop.dusty("stop", "--rm", "keeper", "reader")
    shop.sandbox.run("docker", "volume", "rm", "dusty_kept", "dusty_cache")
    said = restore(shop, path).stdout
    assert "sudo rm -rf" not in said, said
    assert shop.sandbox.text("ls", volumes / "dusty_kept") == "_data"
    result = shop.dusty("up")
    assert "volume" not in result.stderr, result.stderr
    assert shop.inside("keeper", "sh", "-c", "cat /kept/file /cache/file").stdout.split() == ["before", "before"]
    assert shop.dusty("plan").stdout.strip() == "nothing to do"


@pytest.mark.parametrize("call, number", [("renameat2", n) for n in range(1, 8)] + [("mkdirat", n) for n in range(1, 3)])
def test_a_restore_that_is_killed_leaves_all_old_or_all_new(shop, volumes, call, number):
    """More directories than two are made by tar, which would be killed in the daemon's place."""
    directory = shop.machine / "persist" / "mine"
    shop.sandbox.run("sh", "-ec", f"mkdir -p '{directory}'; echo saved >'{directory}/file'")
    files = [directory / "file", volumes / "dusty_kept" / "_data" / "file", volumes / "dusty_cache" / "_data" / "file"]
    for file in files:
        shop.sandbox.run("sh", "-c", f"echo saved >'{file}'")
    path, _ = backup(shop, "mine", "dusty_kept", "dusty_cache")
    for file in files:
        shop.sandbox.run("sh", "-c", f"echo now >'{file}'")
    died = shop.kill_at(call, number, "disk", "restore", path, "--yes")
    seen = {text(shop, file) for file in files}
    assert len(seen) == 1 and seen <= {"now", "saved"}, f"{call} {number}, died {died}: {seen}"
    assert died or seen == {"saved"}
    places = shop.sandbox.text("sh", "-c", f"ls -d {volumes}/*/* '{shop.machine}'/restores/* 2>/dev/null || true").split()
    assert not [place for place in places if "staged-" in place or "placing-" in place], places
    assert ("saved" in seen) == any("before-" in place for place in places if "dusty_kept" in place), places
    assert not shop.sandbox.text("sh", "-c", f"ls '{shop.machine}' | grep restore.json || true")
    shop.sandbox.run("sh", "-c", f"rm -rf {volumes}/*/before-* '{shop.machine}'/restores/before-*")
    shop.dusty("up")
    assert shop.inside("keeper", "cat", "/kept/file").stdout.split() == list(seen)


def forged(whole, edit, **changes):
    """An archive with other members and a manifest that is true of them: a checksum finds damage, not forgery."""
    stream, members = io.BytesIO(), []
    with tarfile.open(fileobj=io.BytesIO(whole)) as archive:
        for member in archive:
            content = archive.extractfile(member).read() if member.isreg() else b""
            members.append((member, content))
    manifest = json.loads(members.pop()[1])
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member, content in edit(members):
            archive.addfile(member, io.BytesIO(content))
        sent = stream.getvalue()
        manifest.update(bytes=len(sent), sha256=hashlib.sha256(sent).hexdigest(), **changes)
        content = json.dumps(manifest).encode()
        member = tarfile.TarInfo(".dusty-backup.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def member(name, type=tarfile.REGTYPE, link="", content=b""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size, info.mode = type, link, len(content), 0o755
    return info, content


BAD = {
    "climbs": [member("./.dusty-volumes/cache/../../../../escaped", content=b"x")],
    "link as volume": [member("./.dusty-volumes/evil", tarfile.SYMTYPE, "/etc")],
    "volume becomes a link": [member("./.dusty-volumes/cache", tarfile.SYMTYPE, "/etc")],
    "through a link": [member("./.dusty-volumes/cache/l", tarfile.SYMTYPE, "/etc"),
                       member("./.dusty-volumes/cache/l/escaped", content=b"x")],
    "link to another part": [member("./mine/hard", tarfile.LNKTYPE, "./.dusty-volumes/cache/file")],
    "name of the engine's": [member("./.dusty-volumes/../metadata.db", content=b"x")],
    "odd name": [member("./.dusty-volumes/a b", tarfile.DIRTYPE)],
    "another volume": [member("./.dusty-volumes/other", tarfile.DIRTYPE)],
    "device": [member("./.dusty-volumes/cache/null", tarfile.CHRTYPE)],
}


@pytest.mark.parametrize("kind", [*BAD, "cut", "cut at a member", "half"])
def test_hostile_and_unfinished_archives_change_nothing(shop, volumes, kind):
    path, _ = backup(shop, "dusty_cache")
    whole = path.read_bytes()
    content = {"cut": whole[:len(whole) - 600], "half": whole[:len(whole) // 2],
               "cut at a member": whole[:1024] + bytes(1024)}.get(kind) or forged(whole, lambda all: all + BAD[kind])
    path.write_bytes(content)
    before = listing(shop, volumes)
    result = shop.dusty("disk", "restore", path, "--yes", check=False)
    assert result.returncode == 1 and "not a backup that can be restored" in result.stderr, result.stderr
    answer = json.loads(shop.sandbox.text(
        "curl", "-sS", "-m", "20", "--unix-socket", "/var/run/dusty/dusty.sock", "--data-binary", f"@{path}",
        "http://dusty/v1/disk/restores"))
    assert answer["code"] == "invalid", answer
    assert listing(shop, volumes) == before
    assert shop.sandbox.text("sh", "-c", f"ls '{shop.machine}/restores' | grep staged || echo none") == "none"


def test_a_forged_but_harmless_archive_is_taken_so_that_the_others_fail_for_their_reasons(shop, volumes):
    path, _ = backup(shop, "dusty_cache")
    path.write_bytes(forged(path.read_bytes(), lambda all: all + [member("./.dusty-volumes/cache/new", content=b"x")]))
    restore(shop, path)
    assert shop.inside("keeper", "cat", "/cache/new").stdout == "x"


def test_a_volume_of_another_file_system_is_copied_and_one_without_room_is_left_alone(shop, volumes):
    path, _ = backup(shop, "dusty_cache")
    shop.dusty("stop", "--rm", "keeper", "reader")
    place = volumes / "dusty_cache"
    shop.sandbox.run("sh", "-ec", f"mount -t tmpfs -o size=1m,mode=701 tmpfs '{place}'; mkdir '{place}/_data'")
    try:
        restore(shop, path)
        assert text(shop, place / "_data" / "file") in ("before", "saved", "now")
        assert not [name for name in shop.sandbox.text("ls", place).split() if name.startswith("staged")]
        shop.sandbox.run("sh", "-ec", f"cd '{place}'; rm -rf before-*; head -c 1000000 /dev/zero >'{place}/full' || true")
        old = text(shop, place / "_data" / "file")
        big = shop.sandbox.directory / "big.tar"
        with open(path, "rb") as file:
            big.write_bytes(forged(file.read(), lambda all: all + [
                member("./.dusty-volumes/cache/big", content=bytes(range(256)) * 2000)]))
        result = shop.dusty("disk", "restore", big, "--yes", check=False)
        assert result.returncode == 1 and "room" in result.stderr, result.stderr
        assert text(shop, place / "_data" / "file") == old
        assert sorted(shop.sandbox.text("ls", place).split()) == ["_data", "full"]
    finally:
        shop.sandbox.run("umount", place)
    shop.dusty("up")


def test_volumes_of_the_engine_that_are_not_the_stacks_are_neither_saved_nor_replaced(shop, volumes):
    shop.sandbox.run("docker", "volume", "create", "dusty_foreign")
    shop.sandbox.run("docker", "volume", "create", "other_data")
    _, report = backup(shop)
    assert "foreign" not in report["manifest"]["volumes"] and "data" not in report["manifest"]["volumes"]
    path, _ = backup(shop, "dusty_cache")
    others = [member("./.dusty-volumes/foreign", tarfile.DIRTYPE), member("./.dusty-volumes/foreign/file", content=b"x")]
    path.write_bytes(forged(path.read_bytes(), lambda all: others, volumes=["foreign"]))
    result = shop.dusty("disk", "restore", path, "--yes", check=False)
    assert result.returncode == 1 and "is not the stack's" in result.stderr, result.stderr
    assert shop.sandbox.text("ls", volumes / "dusty_foreign" / "_data") == ""
    shop.sandbox.run("docker", "volume", "rm", "dusty_foreign", "other_data")
