"""Service files, as their own programs judge them, and an install that leaves nothing behind."""

import json
import plistlib
import subprocess

import pytest

from sandbox import ROOT, until

DUSTY = ROOT / ".build" / "debug" / "dusty"
DUSTYD = ROOT / ".build" / "debug" / "dustyd"
UNIT = "/usr/local/lib/systemd/system/dustyd.service"
# What systemd-analyze measured, and a little room for other versions of it: 10 is wide open, 0 is closed.
EXPOSURE = 45


def run(*command, **options):
    return subprocess.run([*map(str, command)], capture_output=True, text=True, **options)


def text_of(path, programs, manager="systemd"):
    """A file that `dusty service install` would write."""
    result = run(DUSTY, "service", "files", path, "--programs", programs, "--manager", manager)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture
def unit(tmp_path):
    program = tmp_path / "bin" / "dustyd"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "dustyd.service"
    unit.write_text(text_of(UNIT, program.parent))
    return unit


def test_systemd_finds_no_fault_with_the_unit(unit):
    result = run("systemd-analyze", "verify", "--man=no", unit)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_the_unit_is_no_more_exposed_than_was_measured(unit):
    result = run("systemd-analyze", "security", "--offline=yes", "--no-pager", f"--threshold={EXPOSURE}", unit)
    assert result.returncode == 0 and "Overall exposure level" in result.stdout, result.stdout + result.stderr


def test_the_property_list_is_launchds(tmp_path):
    text = text_of("/Library/LaunchDaemons/org.dusty.dustyd.plist", "/usr/local/bin", "launchd")
    job = plistlib.loads(text.encode())
    assert job["Label"] == "org.dusty.dustyd"
    assert job["ProgramArguments"] == ["/usr/local/bin/dustyd"]
    assert job["UserName"] == "root" and job["KeepAlive"] == {"SuccessfulExit": False} and job["ExitTimeOut"] == 90 and job["RunAtLoad"] is True
    assert job["StandardErrorPath"] == job["StandardOutPath"] == "/var/log/dusty.log"
    path = tmp_path / "org.dusty.dustyd.plist"
    path.write_text(text)
    # Swift's toolchain brings plutil; `command -v swift` may be a link into it.
    swift = run("sh", "-c", 'readlink -f "$(command -v swift)"').stdout.strip()
    result = run(swift.removesuffix(swift.rsplit("/", 1)[-1]) + "plutil", "-lint", path)
    assert result.returncode == 0 and result.stdout.strip().endswith("OK"), result.stdout + result.stderr


# /etc and /srv are changed in a mount namespace of the script's own.
IN_A_ROOT_OF_ITS_OWN = """
    mount --make-rprivate /
    mount -t tmpfs tmpfs "$1"
    mkdir "$1/upper" "$1/work"
    mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/upper,workdir=$1/work" /etc
    mkdir "$1/upper-lib" "$1/work-lib"
    mount -t overlay overlay -o "lowerdir=/usr/local/lib,upperdir=$1/upper-lib,workdir=$1/work-lib" /usr/local/lib
    mount -t tmpfs tmpfs /srv
    mount -t tmpfs tmpfs /run
    ! getent group dusty >/dev/null || groupdel dusty
    [ "$2" = no ] || groupadd --system dusty
    list() { find /etc /srv /run /usr/local/lib/systemd ! -name '*-' | LC_ALL=C sort; cat /etc/group; }
    list >"$1/before"
    Scripts/install /srv >&2
    Scripts/install /srv >&2
    getent group dusty >/dev/null
    mkdir -p /run/dusty && touch /run/dusty/dusty.sock.lock /run/dusty/dusty.sock.children
    grep -q '^ExecStart=/srv/bin/dustyd$' /usr/local/lib/systemd/system/dustyd.service
    /srv/bin/dusty --version
    Scripts/install --remove /srv >&2
    list >"$1/after"
    diff "$1/before" "$1/after"
"""


@pytest.mark.parametrize("group", ["no", "yes"])
def test_install_and_uninstall_leave_a_root_as_it_was(tmp_path, group):
    result = run(
        "unshare", "-m", "env", "FLAVOUR=debug", "DESTDIR=", "sh", "-euc", IN_A_ROOT_OF_ITS_OWN, "sh", tmp_path, group, cwd=ROOT
    )
    assert result.returncode == 0, result.stdout + result.stderr


# No systemd runs here, whatever the host has.
WITHOUT_SYSTEMD = """
    mount --make-rprivate /
    mount -t tmpfs tmpfs /run
    list() { find /etc /run /usr/local/lib -newer "$0" | LC_ALL=C sort; getent group; }
    list >"$0.before"
    status=0; "$@" || status=$?
    list >"$0.after"
    diff "$0.before" "$0.after" >&2
    exit $status
"""


@pytest.mark.parametrize("action", ["install", "status", "uninstall"])
def test_a_service_without_systemd_is_refused_and_leaves_nothing(tmp_path, action):
    start = tmp_path / "start"
    start.touch()
    command = ["unshare", "-m", "sh", "-euc", WITHOUT_SYSTEMD, start]
    result = run(*command, DUSTY, "service", action)
    if action == "uninstall":
        assert (result.returncode, result.stdout) == (0, "nothing to remove: there is no service\n"), result.stderr
        return
    assert result.returncode == 69 and result.stdout == "", result.stdout + result.stderr
    assert "systemd does not run on this system" in result.stderr and "dusty -d" in result.stderr
    result = run(*command, DUSTY, "service", action, "--json")
    assert json.loads(result.stdout.splitlines()[-1])["error"]["code"] == "unavailable"


@pytest.mark.parametrize("action", ["install", "uninstall"])
def test_only_root_may_change_the_service(action):
    for directory in DUSTY.resolve().parents:
        if directory.stat().st_mode & 0o001 == 0:
            pytest.skip(f"others cannot enter {directory}")
    result = run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", DUSTY, "service", action)
    assert result.returncode == 77 and f"sudo dusty service {action}" in result.stderr, result.stderr


def test_uninstall_keeps_what_others_put_beside_it_and_purge_takes_the_settings(tmp_path):
    def install(*arguments):
        result = run("env", f"DESTDIR={tmp_path}", "FLAVOUR=debug", ROOT / "Scripts" / "install", *arguments)
        assert result.returncode == 0, result.stderr

    install("/opt/dusty")
    other = tmp_path / "opt" / "dusty" / "bin" / "other"
    settings = tmp_path / "etc" / "dusty" / "config.yml"
    settings.parent.mkdir(parents=True)
    for path in (other, settings):
        path.touch()
    install("--remove", "/opt/dusty")
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted([other, settings])
    install("/opt/dusty")
    install("--purge", "/opt/dusty")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [other]


def test_the_rights_that_the_unit_leaves_are_enough_for_the_example(shop):
    """systemd itself does not run in the sandbox; its bounding set and no_new_privs are the kernel's and can be had from setpriv."""
    lines = text_of(UNIT, "/usr/local/bin").splitlines()
    sets = [line.partition("=")[2] for line in lines if line.startswith("CapabilityBoundingSet=")]
    rights = ",".join("+" + name.removeprefix("CAP_").lower() for line in sets for name in line.split())
    assert "+chown" in rights and "NoNewPrivileges=yes" in lines
    before = shop.daemon
    shop.sandbox.run("sh", "-ec", """
        Scripts/daemon stop
        setsid setpriv --no-new-privs --bounding-set="-all,$1" dustyd >>"$DUSTY_STATE_DIR/dustyd.log" 2>&1 </dev/null &
    """, "sh", rights)
    until(lambda: shop.sandbox.run("dusty", "status", check=False).returncode == 0, 20, "the daemon answers")
    assert shop.daemon != before
    status = shop.sandbox.text("cat", f"/proc/{shop.daemon}/status")
    assert "NoNewPrivs:\t1" in status and "CapBnd:\t000001ff" not in status
    shop.dusty("down")
    shop.dusty("repos", "update")
    shop.dusty("up")
    shop.sandbox.run("Scripts/example-answers", "dusty")
