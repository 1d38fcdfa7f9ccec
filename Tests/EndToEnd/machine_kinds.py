"""Every kind of machine behind one face, so that one scenario drives them all."""

import json
import os
import pathlib
import shutil
import subprocess

from sandbox import ROOT
from second_host import THERE, SecondHost

IMAGES = ("python:3.11", "nginx:1.22")


class Local:
    """This host."""

    name = "local"
    is_vm = False

    def __init__(self, sandbox, workspace, golden):
        self.sandbox = sandbox
        self.prepare(workspace, golden)

    def prepare(self, workspace, golden):
        pass

    def add(self):
        pass

    def close(self):
        pass

    def shown(self):
        return json.loads(self.sandbox.text("dusty", "machine", "show", self.name, "--json"))

    def on_machine(self, script):
        """What a shell script that runs as root on the machine prints."""
        return self.sandbox.text("sh", "-ec", script)

    @property
    def root(self):
        return self.sandbox.directory / "state" / "machine"


class Remote(Local):
    """A machine behind a connection."""

    def use(self):
        self.sandbox.run("dusty", "machine", "use", self.name)

    def on_machine(self, script):
        return self.sandbox.text("dusty", "machine", "ssh", self.name, "--", "sh", "-ec", script)

    @property
    def root(self):
        return pathlib.Path(self.shown()["root"])

    def load_images(self):
        """Puts the images there that the scenario uses; what is there already costs nothing."""
        self.sandbox.run("sh", "-ec", 'docker save "$@" | gzip -1 >/run/images.tar.gz', "sh", *IMAGES)
        self.sandbox.run("sh", "-ec", 'eval "$(dusty machine env)"; docker load -q </run/images.tar.gz', timeout=600)


class SSH(Remote):
    """Another Linux host."""

    name = "big"

    def prepare(self, workspace, golden):
        self.second = SecondHost(workspace / "second", golden, self.sandbox)

    def add(self):
        self.sandbox.run("dusty", "machine", "add", self.name, "--ssh", f"root@{THERE}",
                         "--identity", self.second.identity)
        self.use()

    def close(self):
        self.second.close()


class QEMU(Remote):
    """A virtual machine that Dusty makes and runs itself."""

    name = "vm"
    is_vm = True
    kind = "qemu"

    def prepare(self, workspace, golden):
        self.image = pathlib.Path(subprocess.run(
            [ROOT / "Scripts" / "machine-image"], check=True, capture_output=True, text=True).stdout.strip())
        # As if this daemon had built it: a sandbox reaches no Debian mirror.
        images = self.sandbox.directory / "state" / "images"
        images.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.image, images)

    def add(self):
        self.create("--memory", "1536M", "--cpus", "2", "--disk", "8G")
        self.use()
        self.load_images()

    def create(self, *options):
        self.sandbox.run("dusty", "machine", "create", self.name, "--kind", self.kind, *options, timeout=900)

    def left_over(self):
        """What of the machine is still on this host."""
        directory = self.sandbox.directory / "state" / "machines" / self.name
        processes = self.sandbox.text("sh", "-c", "pgrep -a qemu-system || true")
        links = self.sandbox.text("sh", "-c", "ip -brief link | grep dusty || true")
        return processes + links + (str(directory) if directory.exists() else "")


class VirtualBox(QEMU):
    """A virtual machine of VirtualBox's, which a stand-in of VBoxManage runs in QEMU."""

    kind = "virtualbox"

    def prepare(self, workspace, golden):
        super().prepare(workspace, golden)
        self.use_stand_ins()
        self.keep_apart("/root/.config")

    def use_stand_ins(self):
        environment = self.sandbox.environment
        environment["PATH"] = f"{ROOT}/Tests/VM/standins:{environment['PATH']}"

    def keep_apart(self, place):
        """Has a directory of this host be another one in the sandbox."""
        inside = self.sandbox.directory / "apart"
        inside.mkdir(mode=0o755)
        self.sandbox.run("mkdir", "-p", place)
        self.sandbox.run("mount", "--bind", inside, place)


class Lima(VirtualBox):
    """A virtual machine of Lima's, which a stand-in of limactl runs in QEMU; like the real one it refuses root."""

    kind = "lima"

    def prepare(self, workspace, golden):
        QEMU.prepare(self, workspace, golden)
        self.use_stand_ins()
        self.keep_apart("/home")
        self.sandbox.run("sh", "-c", "getent group dusty >/dev/null || groupadd --system dusty")
        self.sandbox.run("useradd", "--create-home", "--shell", "/bin/sh", "--groups", "dusty", "ann")

    def create(self, *options):
        # Where the user may read it, whatever the rights of the directories above the cache.
        image = "/home/ann/machine.iso"
        self.sandbox.run("install", "-o", "ann", "-m", "644", self.image, image)
        self.sandbox.run("runuser", "-u", "ann", "--", "dusty", "machine", "create", self.name, "--kind", self.kind,
                         "--image", image, *options, timeout=900)


KINDS = {"local": Local, "ssh": SSH, "qemu": QEMU, "virtualbox": VirtualBox, "lima": Lima}


def wanted():
    """The kinds that a run drives: by default those without a virtual machine."""
    return os.environ.get("DUSTY_TEST_KINDS", "local ssh").split()
