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
    options = ("--kind", "qemu", "--memory", "1536M", "--cpus", "2", "--disk", "8G")

    def prepare(self, workspace, golden):
        image = pathlib.Path(subprocess.run(
            [ROOT / "Scripts" / "machine-image"], check=True, capture_output=True, text=True).stdout.strip())
        # As if this daemon had built it: a sandbox reaches no Debian mirror.
        images = self.sandbox.directory / "state" / "images"
        images.mkdir(parents=True, exist_ok=True)
        shutil.copy(image, images)

    def add(self):
        self.sandbox.run("dusty", "machine", "create", self.name, *self.options, timeout=900)
        self.use()
        self.load_images()

    def left_over(self):
        """What of the machine is still on this host."""
        directory = self.sandbox.directory / "state" / "machines" / self.name
        processes = self.sandbox.text("sh", "-c", "pgrep -a qemu-system || true")
        links = self.sandbox.text("sh", "-c", "ip -brief link | grep dusty || true")
        return processes + links + (str(directory) if directory.exists() else "")


KINDS = {"local": Local, "ssh": SSH, "qemu": QEMU}


def wanted():
    """The kinds that a run drives: those without a virtual machine unless told otherwise."""
    return os.environ.get("DUSTY_TEST_KINDS", "local ssh").split()
