"""The image of Dusty's virtual machine, as QEMU starts it and as VirtualBox would."""

import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import time

import pytest

from machine import HOST_ONLY, NAT, THERE, Machine
from sandbox import until

GIGABYTE = 1 << 30
# Far above what was measured, since other work on this host slows all of it down.
BOOT, STOP = 240, 60


def drive(path, *options):
    return "-drive", ",".join([f"file={path}", "format=raw", "if=virtio", *options])


def plug(bench, name, *drives):
    """A machine as Dusty starts it: NAT first, then a bridge where it has a fixed address."""
    tap = "tap0"
    if not subprocess.run(["ip", "-n", bench.network, "link", "show", tap], capture_output=True).returncode == 0:
        subprocess.run(["ip", "-n", bench.network, "tuntap", "add", tap, "mode", "tap"], check=True)
    subprocess.run(["ip", "-n", bench.network, "link", "set", tap, "master", "br0", "up"], check=True)
    return Machine(bench, name, [
        "-machine", "q35", "-boot", "c", *drive(bench.image, "readonly=on"), *drives,
        "-netdev", "user,id=nat,ipv6=off", "-device", f"virtio-net-pci,netdev=nat,mac={NAT},romfile=",
        "-netdev", f"tap,id=host,ifname={tap},script=no,downscript=no",
        "-device", f"virtio-net-pci,netdev=host,mac={HOST_ONLY},romfile=",
        "-smbios", f"type=1,serial=dusty:{HOST_ONLY}={THERE}/24",
    ])


def busybox():
    """The archive of an image with nothing but busybox, which must be a static one."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(os.path.realpath(shutil.which("busybox")), "bin/busybox")
        for name in ("sh", "cat", "sleep", "httpd", "nslookup", "echo"):
            link = tarfile.TarInfo(f"bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(link)
    return archive.getvalue()


@pytest.fixture(scope="module")
def data(bench):
    return bench.new_disk("data", 4 * GIGABYTE, "workbench")


@pytest.fixture(scope="module")
def strange(bench):
    """Another user's disk, with something on it."""
    path = bench.directory / "strange.raw"
    path.write_bytes(os.urandom(1 << 20) + bytes(63 << 20))
    return path


@pytest.fixture(scope="module")
def box(bench, data, strange):
    """It is on a disk that it formatted when it started."""
    machine = plug(bench, "box", *drive(strange), *drive(data, "discard=unmap", "detect-zeroes=unmap"))
    machine.until_said("ready", BOOT)
    return machine


@pytest.fixture(scope="module")
def stack(box):
    """A container that writes down how it ended, and one that serves a page."""
    box.ssh("docker import - busybox:test", input=busybox())
    box.run("""
        echo kept >/persist/file
        docker run -d --name writer -v /persist:/persist busybox:test \
            sh -c 'trap "echo stopped >/persist/end; exit" TERM; echo inside >/note; while :; do sleep 1; done'
        docker run -d --name server -p 8080:80 busybox:test sh -c 'mkdir /www; echo hello >/www/index.html; exec httpd -f -h /www'
    """)
    return box


def test_tells_its_steps_in_order(box):
    steps = [line for line in box.said() if line.startswith("step ") or line == "ready"]
    assert steps == ["step kernel", "step disk", "step network", "step ssh", "step engine", "ready"]
    assert not [line for line in box.said() if line.startswith("failed")]


def test_the_kernel_is_heard_at_once(box):
    assert box.console().index("Linux version") < box.console().index("dusty: step kernel")


def test_reports_its_host_key_before_any_login(box):
    key, = [line for line in box.said() if line.startswith("host-key ")]
    assert box.said().index(key) < box.said().index("step engine")
    assert key == f"host-key {box.seen_host_key()}"


def test_has_the_address_it_was_given_and_asks_for_the_other(box):
    assert box.until_said(f"address eth[01] {HOST_ONLY} .*", 5).endswith(THERE)
    assert box.until_said(f"address eth[01] {NAT} .*", 30).endswith(" 10.0.2.15")


def test_only_the_key_opens(box):
    refused = box.ssh("true", options=("-o", "IdentityFile=none", "-o", "PubkeyAuthentication=no"), check=False)
    assert refused.returncode == 255 and b"(publickey)" in refused.stderr


def test_is_what_dusty_needs(box):
    assert box.run("hostname") == "workbench"
    assert box.run(". /etc/os-release; echo $PRETTY_NAME").startswith("Debian GNU/Linux")
    for program in ("bash", "rsync", "docker", "fstrim"):
        assert box.run(f"command -v {program}")
    assert abs(int(box.run("date +%s")) - time.time()) < 30
    assert re.fullmatch("[0-9a-f]{32}", box.run("cat /etc/machine-id"))
    assert box.run("docker info -f '{{.Driver}} {{.CgroupVersion}}'") == "overlay2 2"
    assert box.run("readlink -f /persist /cp").split() == [f"/var/lib/dusty-machine/default/{n}" for n in ("persist", "cp")]
    assert box.run("findmnt -no SOURCE /var/lib/docker").endswith("[/docker]")


def test_forwards_the_engine_s_socket(box):
    local = box.directory / "engine.sock"
    tunnel = subprocess.Popen(box.bench.inside(
        "ssh", "-F", "/dev/null", "-i", box.bench.key, "-nNT", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
        "-o", "UserKnownHostsFile=/dev/null", "-L", f"{local}:/var/run/docker.sock", f"root@{THERE}"))
    try:
        until(local.exists, 30, "the tunnel is there")
        answer = subprocess.run(["curl", "-s", "--max-time", "30", "--unix-socket", local, "http://engine/_ping"],
                                capture_output=True, text=True)
        assert answer.stdout == "OK"
    finally:
        tunnel.kill()
        tunnel.wait()


def test_unknown_names_fail_fast(box):
    """There is no name server that answers."""
    begin = time.monotonic()
    assert box.ssh("getent hosts nobody.example", check=False).returncode == 2
    assert time.monotonic() - begin < 10


def test_runs_containers_and_publishes_their_ports(stack):
    def page():
        answer = subprocess.run(stack.bench.inside("curl", "-s", "--max-time", "5", f"http://{THERE}:8080/"),
                                capture_output=True, text=True)
        return answer.stdout == "hello\n"
    until(page, 60, "the page is served")


def test_starts_services_again_that_end(box):
    before = box.run("pidof dockerd")
    box.run("kill -9 $(pidof dockerd)")
    after = until(lambda: box.run("pidof dockerd || true").replace(before, ""), 30, "another engine starts")
    assert after != before
    until(lambda: box.ssh("docker version", check=False).returncode == 0, 120, "it answers")


def test_keeps_everything_when_its_power_button_is_pressed(bench, stack, data, strange):
    key = stack.seen_host_key()
    stack.run("docker start writer; rm -f /persist/end")
    digest = hashlib.sha256(strange.read_bytes()).hexdigest()
    stack.press_power_button()
    stack.until_off(STOP)
    # It finds the disk by its label wherever it is, and takes the room it got meanwhile.
    os.truncate(data, 6 * GIGABYTE)
    again = plug(bench, "again", *drive(data, "discard=unmap", "detect-zeroes=unmap"), *drive(strange))
    try:
        again.until_said("ready", BOOT)
        assert again.seen_host_key() == key
        assert again.run("cat /persist/file /persist/end").split() == ["kept", "stopped"]
        assert again.run("docker start writer >/dev/null && docker exec writer cat /note") == "inside"
        assert int(again.run("df -k --output=size /var/lib/docker | tail -n 1")) > 5 * GIGABYTE // 1024
        assert not [line for line in again.said() if line.startswith(("failed", "format"))]
        again.ssh("poweroff", check=False)
        again.until_off(STOP)
    finally:
        again.kill()
    assert hashlib.sha256(strange.read_bytes()).hexdigest() == digest


def test_starts_as_virtualbox_starts_it(bench):
    """A CD, a disk at AHCI, two cards that both get their addresses by DHCP."""
    disk = bench.new_disk("ahci", 2 * GIGABYTE, "vbox")
    machine = Machine(bench, "vbox", [
        "-machine", "pc", "-cdrom", bench.image, "-device", "ahci,id=ahci",
        "-drive", f"id=data,file={disk},format=raw,if=none", "-device", "ide-hd,drive=data,bus=ahci.0",
        "-netdev", "user,id=nat,ipv6=off,hostfwd=tcp:127.0.0.1:2222-:22", "-device", f"e1000,netdev=nat,mac={NAT},romfile=",
        "-netdev", f"user,id=host,ipv6=off,restrict=on,net=192.168.99.0/24,dhcpstart={THERE.replace('.59.', '.99.')}",
        "-device", f"e1000,netdev=host,mac={HOST_ONLY},romfile=",
    ], port=2222)
    try:
        machine.until_said("ready", BOOT)
        assert machine.until_said(f"address eth[01] {HOST_ONLY} .*", 30).endswith(" 192.168.99.103")
        assert machine.until_said(f"address eth[01] {NAT} .*", 30).endswith(" 10.0.2.15")
        assert f"host-key {machine.seen_host_key()}" in machine.said()
        machine.ssh("docker import - busybox:test", input=busybox())
        assert machine.run("docker run --rm busybox:test echo hello") == "hello"
        machine.press_power_button()
        machine.until_off(STOP)
    finally:
        machine.kill()


def test_says_so_when_it_has_no_disk(bench, strange):
    digest = hashlib.sha256(strange.read_bytes()).hexdigest()
    machine = plug(bench, "diskless", *drive(strange))
    try:
        machine.until_said("failed disk: .*", BOOT)
        # The power button is watched a moment later only.
        until(lambda: machine.press_power_button() or "step stop" in machine.said(), BOOT, "it stops")
        machine.until_off(STOP)
        assert "ready" not in machine.said()
    finally:
        machine.kill()
    assert hashlib.sha256(strange.read_bytes()).hexdigest() == digest


def test_the_recipe_names_what_is_missing(tmp_path):
    recipe = pathlib.Path(__file__).parent.parent.parent / "Sources/dustyd/Machine/VM/build-image"
    for name in ("id", "uname", "cat"):
        (tmp_path / name).symlink_to(shutil.which(name))
    result = subprocess.run(["/bin/sh", recipe, tmp_path / "image.iso"], env={"PATH": str(tmp_path)},
                            capture_output=True, text=True)
    assert result.returncode == 3
    assert re.fullmatch("build-image: .*mmdebstrap squashfs-tools xorriso.*\n", result.stderr)
    assert not (tmp_path / "image.iso").exists()
