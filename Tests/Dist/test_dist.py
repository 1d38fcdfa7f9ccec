"""The release's tarball on a plain Debian, without Swift and without ncurses' libraries; `make test-dist`."""

import hashlib
import os
import pathlib
import re
import subprocess
import tarfile

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
PLAIN = ROOT / ".build" / "plain-debian.tar"
ALLOWED = {"linux-vdso.so.1", "libm.so.6", "libgcc_s.so.1", "libc.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}


def run(*command, check=True, **options):
    result = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
    assert not check or result.returncode == 0, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def tarball():
    (path,) = (ROOT / ".build" / "dist").glob("*.tar.gz")
    return path


@pytest.fixture(scope="module")
def plain(tarball, tmp_path_factory):
    """A Debian of essential packages and apt, with the tarball unpacked in /opt."""
    assert PLAIN.exists(), "Scripts/plain-debian makes it"
    root = tmp_path_factory.mktemp("plain")
    run("tar", "--extract", f"--file={PLAIN}", f"--directory={root}", "--exclude=./dev/*")
    run("tar", "--extract", f"--file={tarball}", f"--directory={root}/opt", "--strip-components=1")
    return root


def inside(root, script, **options):
    """Runs a script in that root, in namespaces of its own, with /proc and a few devices."""
    outside = """
        mount --make-rprivate /
        mount -t proc proc "$1/proc"
        mount --bind /dev "$1/dev"
        mount -t tmpfs tmpfs "$1/run"
        exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 sh -euc "$2"
    """
    command = ["unshare", "-m", "-p", "--fork", "--kill-child", "sh", "-euc", outside, "sh", root, script]
    return run(*command, timeout=120, **options)


def test_its_checksum_is_right_and_its_names_are_sorted_with_one_owner_and_time(tarball):
    wanted = (tarball.parent / f"{tarball.name}.sha256").read_text().split()
    assert wanted == [hashlib.sha256(tarball.read_bytes()).hexdigest(), tarball.name]
    with tarfile.open(tarball) as archive:
        members = archive.getmembers()
    assert {(member.uid, member.gid) for member in members} == {(0, 0)}
    assert len({member.mtime for member in members}) == 1
    top = tarball.name.removesuffix(".tar.gz")
    files = {member.name.removeprefix(top + "/") for member in members if member.isfile()}
    assert {
        "bin/dusty", "bin/dustyd", "install", "uninstall", "LICENSE", "README.md", "docs/man/dusty.1",
    } <= files


def test_its_programs_need_the_c_library_only_and_say_the_version(plain, tarball):
    text = inside(plain, "ldd /opt/bin/dusty /opt/bin/dustyd").stdout
    libraries = {os.path.basename(name) for name in re.findall(r"^\t(\S+)", text, re.MULTILINE)}
    assert libraries <= ALLOWED, text
    version = tarball.name.split("-")[1]
    assert inside(plain, "/opt/bin/dusty --version; /opt/bin/dustyd --version").stdout.split() == [version, version]


def test_it_validates_specs_and_serves_a_client(plain):
    answer = inside(plain, """
        mkdir -p /root/specs/apps /root/specs/bundles
        printf 'repo: /root/hello\\nmount: /hello\\nimage: debian\\ncommands: {always: [exec sleep 9]}\\n' >/root/specs/apps/hello.yml
        printf 'description: one app\\napps: [hello]\\n' >/root/specs/bundles/all.yml
        /opt/bin/dusty validate /root/specs
        /opt/bin/dustyd 2>/root/dustyd.log &
        until /opt/bin/dusty version --json | grep -q '"pid"'; do kill -0 $! || { cat /root/dustyd.log; exit 1; }; done
        /opt/bin/dusty status --json
        kill $! && wait $! || true
    """).stdout
    assert answer.startswith("no problems\n") and '"stack"' in answer, answer


def test_its_install_and_uninstall_leave_the_root_as_it_was(plain):
    inside(plain, """
        list() { find / -xdev ! -path '/tmp/*' ! -name '*-' | LC_ALL=C sort; cat /etc/group; }
        list >/tmp/before
        /opt/install
        dusty --version 2>/dev/null || /usr/local/bin/dusty --version
        getent group dusty
        test -s /usr/local/share/man/man8/dustyd.8
        /opt/uninstall
        list >/tmp/after
        cmp /tmp/before /tmp/after
    """)
