"""Data, upkeep and the programs themselves: backup, restore, clean-up, doctor, dump, upgrade, completions, manual."""

import io
import itertools
import json
import pathlib
import re
import subprocess
import tarfile

import pytest

from sandbox import ROOT, until

PERSIST = "persist"
counter = itertools.count()


@pytest.fixture(scope="module")
def data(shop):
    """Something under /persist with everything that a copy could lose."""
    directory = shop.machine / PERSIST / "mine"
    shop.sandbox.run("sh", "-ec", f"""
        mkdir -p '{directory}/inner' && cd '{directory}'
        echo before >file && chown 1234:2345 file && chmod 4640 file
        ln -s /etc/hostname link && ln file hard
        truncate -s 20M sparse && printf x | dd of=sparse bs=1 seek=10M conv=notrunc status=none
        touch -- '-rf' 'a b' 'ünï😀'
        head -c 200000 /dev/urandom >large
        chmod 2750 inner
    """)
    return directory


def listing(shop, directory):
    """Names, owners, modes, links and blocks of everything below a directory."""
    return sorted(shop.sandbox.text("find", directory, "-printf", r"%P %U:%G %m %n %l %s %T@\n").splitlines())


def backup(shop, *arguments):
    path = shop.sandbox.directory / f"backups-{next(counter)}"
    path.mkdir()
    report = json.loads(shop.dusty("disk", "backup", path, *arguments, "--json").stdout)
    return pathlib.Path(report["file"])


def test_a_backup_comes_back_with_owners_modes_links_and_holes(shop, data):
    archive = backup(shop, "mine")
    assert archive.stat().st_size < 2_000_000, "holes were written out"
    assert archive.stat().st_mode & 0o777 == 0o600
    before = listing(shop, data)
    shop.sandbox.run("sh", "-ec", f"cd '{data}'; echo after >file; rm link; touch more; mkdir ../yours; touch ../yours/kept")
    result = shop.dusty("disk", "restore", archive, "--yes")
    assert listing(shop, data) == before
    assert int(shop.sandbox.text("stat", "-c", "%b", data / "sparse")) < 1000
    assert shop.sandbox.run("test", "-e", data.parent / "yours" / "kept", check=False).returncode == 0
    # What was replaced is kept, and the command to remove it is printed.
    kept = re.search(r"sudo rm -rf (\S+)", result.stdout).group(1)
    assert shop.sandbox.text("cat", f"{kept}/mine/file") == "after"
    shop.sandbox.run("rm", "-rf", kept)


def test_containers_that_write_there_are_stopped_meanwhile_and_no_others(shop, data):
    shop.sandbox.run("docker", "run", "-d", "--name", "writer", "--label", "dusty.stack=default", "--stop-signal", "KILL",
                     "-v", f"{data}:/mine", "--entrypoint", "sleep", "redis:7.0", "1000")
    # One that has a volume of its own, as its image wants, has nothing of ours.
    shop.sandbox.run("docker", "run", "-d", "--name", "stranger", "--label", "dusty.stack=default", "-v", "/data",
                     "--entrypoint", "sleep", "redis:7.0", "1000")
    report = json.loads(shop.dusty("disk", "--json").stdout)
    users = {item["name"]: item.get("users") for item in report["items"] if item["kind"] == "persist"}
    assert users["mine"] == ["writer"], users
    before = shop.containers()
    archive = backup(shop, "mine", "--stop")
    after = shop.containers()
    assert after["writer"][1] != before["writer"][1] and after["writer"][2] == "running"
    before.pop("writer")
    assert before == {name: facts for name, facts in after.items() if name != "writer"}
    manifest = json.loads(subprocess.run(
        ["tar", "-xOf", archive, ".dusty-backup.json"], capture_output=True, check=True).stdout)
    assert manifest["format"] == "dusty-backup-1" and manifest["names"] == ["mine"]
    started = after["writer"][1]
    shop.dusty("disk", "restore", archive, "--yes")
    assert shop.containers()["writer"][1] != started
    # A database comes back as it was saved.
    saved = backup(shop, "shop", "--stop")
    shop.until_front()
    shop.order("tea")
    shop.dusty("disk", "restore", saved, "--yes")
    shop.until_front()
    shop.sandbox.run("docker", "rm", "-fv", "writer", "stranger")


def hostile(kind):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        def add(name, type=tarfile.REGTYPE, link="", content=b""):
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.size = type, link, len(content)
            archive.addfile(member, io.BytesIO(content))
        if kind == "climb":
            add("../../escaped", content=b"x")
        elif kind == "absolute":
            add("/tmp/escaped", content=b"x")
        elif kind == "device":
            add("null", tarfile.CHRTYPE)
        elif kind == "symlink":
            add("a", tarfile.SYMTYPE, "/tmp")
            add("a/escaped", content=b"x")
        elif kind == "plain":
            add("./mine/file", content=b"x")
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["climb", "absolute", "device", "symlink", "plain", "cut", "text"])
def test_what_is_no_backup_is_refused_by_the_client_and_by_the_daemon(shop, data, kind):
    whole = backup(shop, "mine").read_bytes()
    content = {"cut": whole[:len(whole) // 2], "text": b"no archive at all" * 100}.get(kind) or hostile(kind)
    path = shop.sandbox.directory / "bad.tar"
    path.write_bytes(content)
    before = listing(shop, data.parent)
    result = shop.dusty("disk", "restore", path, "--yes", check=False)
    assert result.returncode == 1 and "not a backup that can be restored" in result.stderr, result.stderr
    answer = shop.sandbox.text(
        "curl", "-sS", "-m", "20", "--unix-socket", "/var/run/dusty/dusty.sock", "--data-binary", f"@{path}",
        "http://dusty/v1/disk/restores")
    assert json.loads(answer)["code"] == "invalid", answer
    assert listing(shop, data.parent) == before
    assert shop.sandbox.text("sh", "-c", f"ls '{shop.machine}/restores' | grep staged || echo none") == "none"


def test_without_a_terminal_nothing_is_overwritten_unless_asked_to(shop, data):
    result = shop.dusty("disk", "restore", backup(shop, "mine"), check=False)
    assert result.returncode == 1 and "--yes" in result.stderr


def test_a_full_disk_is_reported_before_anything_is_changed(shop, data):
    archive = backup(shop, "mine")
    with open(archive, "rb") as file:
        assert file.read(1)
    restores = shop.machine / "restores"
    before = listing(shop, data)
    shop.sandbox.run("sh", "-ec", f"mkdir -p '{restores}'; mount -t tmpfs -o size=16k,mode=700 tmpfs '{restores}'")
    result = shop.dusty("disk", "restore", archive, "--yes", check=False)
    shop.sandbox.run("umount", restores)
    assert result.returncode == 1 and "room" in result.stderr, result.stderr
    assert listing(shop, data) == before


def test_A134_disk_shows_usage_and_cleanup_leaves_what_is_not_dustys(shop):
    said = shop.dusty("disk").stdout
    assert re.search(r"\d+ %", said) and "postgres" in said
    shop.sandbox.run("docker", "run", "--name", "stranger", "--entrypoint", "true", "redis:7.0")
    shop.sandbox.run("sh", "-ec", "echo 'FROM redis:7.0' | docker build -q -t stranger:1 --label x=y -")
    # What it says of itself does not make a container the stack's.
    shop.sandbox.run("docker", "create", "--name", "claims", "--label", "dusty.stack=default", "redis:7.0", "true")
    shop.dusty("stop", "worker")
    shop.sandbox.run("sh", "-ec", "printf 'FROM redis:7.0\\nRUN true' | docker build -q -t dusty/test_old -")
    running = shop.containers()
    plan = json.loads(shop.dusty("disk", "cleanup", "--all", "--dry-run", "--json").stdout)
    assert {item["name"] for item in plan["remove"]} >= {"dusty_worker_1", "dusty/test_old:latest"}
    shop.dusty("disk", "cleanup", "--all", "--yes")
    images = shop.sandbox.text("docker", "images", "--format", "{{.Repository}}:{{.Tag}}").split()
    left = shop.containers()
    assert "stranger" in left and "claims" in left and "dusty_worker_1" not in left
    assert {name: facts for name, facts in running.items() if name != "dusty_worker_1"} == left
    assert "stranger:1" in images and "redis:7.0" in images and "dusty/test_old:latest" not in images
    shop.sandbox.run("docker", "rm", "stranger", "claims")
    shop.dusty("up")


def checks(shop, *arguments, check=True):
    result = shop.dusty("doctor", "--json", *arguments, check=False)
    report = {row["name"]: row for row in json.loads(result.stdout)["checks"]}
    failed = any(row["state"] == "failure" for row in report.values())
    assert result.returncode == (1 if failed else 0)
    return report


def test_A73_the_doctor_finds_planted_faults_and_mends_the_safe_ones(shop):
    whole = shop.sandbox.read("/etc/hosts")
    healthy = checks(shop)
    for name in ("engine", "compose", "git", "rsync", "hosts file", "group", "socket", "specs", "ports"):
        assert healthy[name]["state"] == "ok", healthy[name]
    shop.dusty("bundles", "deactivate", "fulfilment")
    shop.dusty("stop", "worker")
    shop.sandbox.run("sh", "-ec", """
        sed -i '/^# END section for Dusty/d' /etc/hosts
        groupdel dusty
        chmod 666 /run/dusty/dusty.sock
        docker create --name left --label com.docker.compose.project=dusty --label com.docker.compose.service=gone redis:7.0 true
    """)
    sick = checks(shop)
    assert sick["hosts file"]["state"] == "failure" and "no end" in sick["hosts file"]["message"]
    assert sick["group"]["state"] == "failure"
    assert sick["socket"]["state"] == "failure" and "666" in sick["socket"]["message"]
    assert sick["left-overs"]["state"] == "warning" and "worker" in sick["left-overs"]["message"]
    assert sick["containers"]["state"] == "warning" and "docker rm -f left" in sick["containers"]["remedy"]
    mended = checks(shop, "--fix")
    for name in ("hosts file", "group", "socket", "left-overs"):
        assert mended[name]["state"] == "ok" and mended[name].get("fixed"), mended[name]
    assert shop.sandbox.read("/etc/hosts") == whole
    assert "left" in shop.containers() and "dusty_worker_1" not in shop.containers()
    shop.sandbox.run("docker", "rm", "left")
    shop.dusty("bundles", "activate", "fulfilment")
    shop.dusty("up")
    assert all(row["state"] != "failure" for row in checks(shop).values())


def test_a_taken_port_is_found_with_its_holder(shop):
    shop.dusty("stop")
    program = "import socket, time; s = socket.create_server(('127.65.0.1', 80)); time.sleep(600)"
    holder = shop.sandbox.start("/usr/bin/python3", "-c", program)
    until(lambda: "127.65.0.1:80" in shop.sandbox.text("ss", "-Hltn"), 10, "the port is taken")
    try:
        row = checks(shop)["ports"]
    finally:
        shop.sandbox.run("pkill", "-KILL", "-f", "create_server")
        holder.wait()
    assert row["state"] == "failure" and "python3" in row["message"], row
    shop.dusty("up")


def test_without_a_daemon_the_doctor_says_how_to_start_it(shop):
    report = json.loads(shop.dusty("doctor", "--json", check=False,
                                   env={"DUSTY_SOCKET_PATH": "/run/nobody.sock"}).stdout)["checks"]
    assert report[0]["name"] == "daemon" and report[0]["state"] == "failure" and "dusty -d" in report[0]["remedy"]
    assert any(row["name"] == "engine" and row["state"] == "ok" for row in report)


def test_A135_a_dump_holds_no_planted_secret(shop):
    secrets = [f"geheim-{place}-4711" for place in ("env", "command", "override", "config", "url", "container")]
    env, command, override, config, url, container = secrets
    shop.publish({"apps/vault.yml": f"image: redis:7.0\ncompose: {{environment: {{API_KEY: {env}}}}}\n"
                  f"commands: {{always: ['sleep 600; true --password {command}']}}\n",
                  "bundles/vault.yml": "description: secrets\napps: [vault]\n"})
    text = shop.sandbox.read("/etc/dusty/config.yml").decode()
    changed = text + f"dusty_env_overrides:\n  vault: {{TOKEN: {override}}}\nnote: {config}\n"
    changed = changed.replace("repo_overrides:", f"repo_overrides:\n  https://ann:{url}@host/repo: /src")
    shop.sandbox.run("sh", "-c", "cat >/etc/dusty/config.yml", input=changed)
    shop.dusty("up")
    shop.dusty("bundles", "activate", "vault")
    shop.dusty("up")
    shop.sandbox.run("docker", "create", "--name", "extra", "--label", "dusty.stack=default", "-e", f"S={container}",
                     "redis:7.0", "sh", "-c", f"echo {container}")
    path = shop.sandbox.directory / "dump.tar.gz"
    shop.dusty("dump", path)
    with tarfile.open(path) as archive:
        texts = {member.name.split("/", 1)[1]: archive.extractfile(member).read().decode() for member in archive}
    for name, text in texts.items():
        for secret in secrets:
            assert secret not in text, f"{secret} in {name}"
    assert '"1.0.0"' in texts["versions.json"]
    assert "containers/dusty_vault_1.yml" in texts and "TOKEN=<redacted>" in texts["containers/dusty_vault_1.yml"]
    assert "daemon.log" in texts["REDACTED.txt"]
    assert "web.shop.test" in texts["hosts.txt"] and "server" in texts["proxy.conf"]
    shop.sandbox.run("docker", "rm", "extra")
    shop.dusty("bundles", "deactivate", "vault")
    shop.dusty("up")


def complete(shop, *words, **options):
    """What the shell would be offered after these words."""
    script = f"""
        source <(dusty --generate-completion-script bash)
        COMP_WORDS=({' '.join(words)} '') COMP_CWORD={len(words)} COMP_LINE='{' '.join(words)} ' COMP_POINT={len(' '.join(words)) + 1}
        "$(complete -p dusty | sed 's/.*-F \\([^ ]*\\) .*/\\1/')" dusty '' {words[-1]}
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return shop.sandbox.run("bash", "-c", script, **options).stdout.split()


def test_completions_offer_names_and_are_silent_without_a_daemon(shop):
    assert {"api", "web", "worker", "redis"} <= set(complete(shop, "dusty", "restart"))
    assert {"shop", "fulfilment"} <= set(complete(shop, "dusty", "bundles", "activate"))
    assert "shop-api" in complete(shop, "dusty", "repos", "override")
    assert "api" not in complete(shop, "dusty", "restart", env={"DUSTY_SOCKET_PATH": "/run/nobody.sock"})


def test_the_manual_is_clean_and_an_uninstall_leaves_nothing(shop):
    pages = sorted((ROOT / "docs" / "man").glob("*.[18]"))
    assert len(pages) > 20
    for page in pages:
        result = subprocess.run(["groff", "-ww", "-man", "-Tutf8", "-z", page], capture_output=True, text=True)
        assert result.returncode == 0 and not result.stderr, f"{page.name}: {result.stderr}"
    root = shop.sandbox.directory / "installed"
    install = ["env", f"DESTDIR={root}", ROOT / "Scripts" / "install"]
    shop.sandbox.run(*install, "/usr")
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert {"usr/bin/dusty", "usr/bin/dustyd", "usr/share/man/man1/dusty-up.1", "usr/share/man/man8/dustyd.8",
            "usr/share/bash-completion/completions/dusty", "usr/lib/systemd/system/dustyd.service"} <= files
    shop.sandbox.run(*install, "--remove", "/usr")
    assert [path for path in root.rglob("*") if path != root / "usr"] == []


def test_A137_an_upgrade_from_a_build_tree_is_refused(shop):
    result = shop.dusty("upgrade", "--file", ROOT / ".build" / "debug" / "dustyd", check=False)
    assert result.returncode == 1 and "build tree" in result.stderr


def test_A137_an_upgrade_changes_the_daemon_under_the_eyes_of_a_client(shop):
    shop.sandbox.run("sh", "-ec", f"""
        mount -t tmpfs tmpfs /srv && mkdir /srv/bin
        cp '{ROOT}/.build/debug/dusty' '{ROOT}/.build/debug/dustyd' /srv/bin
        Scripts/daemon stop
        setsid /srv/bin/dustyd >>"$DUSTY_STATE_DIR/dustyd.log" 2>&1 </dev/null &
    """)
    until(lambda: shop.sandbox.run("dusty", "status", check=False).returncode == 0, 20, "the daemon answers")
    old = (ROOT / ".build" / "debug" / "dustyd").read_bytes()
    new = old.replace(b"\x001.0.0\x00", b"\x001.0.1\x00")
    assert new != old
    path = shop.sandbox.directory / "dustyd"
    path.write_bytes(new)
    pid = shop.daemon
    # An engine that stands still keeps a job at work for as long as we like.
    shop.sandbox.run("pkill", "-STOP", "-x", "dockerd")
    busy = shop.sandbox.start("dusty", "rebuild", "web", stdout=-3, stderr=-3)
    until(lambda: any(job["state"] == "running" for job in shop.status()["jobs"]), 10, "the job runs")
    refused = shop.dusty("upgrade", "--file", path, check=False)
    waiting = shop.sandbox.start("dusty", "upgrade", "--file", path, "--wait", stdout=-1)
    shop.sandbox.run("pkill", "-CONT", "-x", "dockerd")
    assert refused.returncode == 1 and "rebuild" in refused.stderr, refused.stderr
    said = waiting.communicate(timeout=90)[0]
    # The job came to its end, and the new daemon has the old one's number.
    assert busy.wait(timeout=60) == 0
    assert "1.0.0 -> 1.0.1" in said, said
    assert shop.daemon == pid
    assert json.loads(shop.sandbox.text("dusty", "version", "--json"))["daemon"]["version"] == "1.0.1"
    assert shop.status()["jobs"][0]["state"] == "succeeded"
    assert shop.sandbox.text("stat", "-c", "%a", "/srv/bin/dustyd") == shop.sandbox.text("stat", "-c", "%a", "/srv/bin/dusty")
    shop.until_front()
