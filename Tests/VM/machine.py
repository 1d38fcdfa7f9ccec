"""Machines in QEMU without hardware acceleration, in a network namespace of their own."""

import io
import json
import os
import re
import socket
import subprocess
import tarfile
import time

from sandbox import until

HERE, THERE = "192.168.59.1", "192.168.59.103"
NAT, HOST_ONLY = "52:54:00:d0:57:01", "52:54:00:d0:57:02"
REQUEST = "boot2docker, please format-me"

machines = []


class Bench:
    """What machines need: a bridge, a key, a directory."""

    def __init__(self, directory, image):
        self.directory = directory
        self.image = image
        self.key = directory / "id"
        self.network = f"dusty-vm-{os.getpid()}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        subprocess.run(["ip", "netns", "add", self.network], check=True)
        for command in ("link set lo up", "link add br0 type bridge", f"addr add {HERE}/24 dev br0", "link set br0 up"):
            subprocess.run(["ip", "-n", self.network, *command.split()], check=True)

    def inside(self, *command):
        """A command that runs in the network."""
        return ["nsenter", f"--net=/run/netns/{self.network}", *map(str, command)]

    def new_disk(self, name, size, hostname):
        """A disk that asks to be formatted."""
        path = self.directory / f"{name}.raw"
        key = self.key.with_suffix(".pub").read_bytes()
        with tarfile.open(path, "w") as archive:
            for entry, text in ((REQUEST, b""), (".ssh", None), (".ssh/authorized_keys", key),
                                (".ssh/authorized_keys2", key), (".dusty/hostname", hostname.encode())):
                info = tarfile.TarInfo(entry)
                if text is None:
                    info.type = tarfile.DIRTYPE
                info.size = len(text or b"")
                info.mode = 0o700 if text is None else 0o600
                archive.addfile(info, io.BytesIO(text or b""))
        os.truncate(path, size)
        return path

    def close(self):
        for machine in list(machines):
            machine.kill()
        subprocess.run(["ip", "netns", "del", self.network], check=False)


class Machine:
    """One that is running. It is reached at its address, or at a port that its NAT forwards."""

    def __init__(self, bench, name, hardware, port=None):
        self.bench = bench
        self.name = name
        self.port = port
        self.directory = bench.directory / name
        self.directory.mkdir(exist_ok=True)
        self.serial = self.directory / "serial.log"
        self.serial.write_bytes(b"")
        self.qmp = self.directory / "qmp"
        self.started = time.monotonic()
        self.process = subprocess.Popen(bench.inside(
            "qemu-system-x86_64", "-name", f"dusty-{name}", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2",
            "-m", "1536", "-display", "none", "-no-user-config", "-nodefaults", "-no-reboot",
            "-serial", f"file:{self.serial}", "-qmp", f"unix:{self.qmp},server=on,wait=off",
            "-sandbox", "on,obsolete=deny,spawn=deny,resourcecontrol=deny", "-runas", "65534:65534",
            "-device", "virtio-rng-pci", *hardware,
        ), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        machines.append(self)

    def console(self):
        return self.serial.read_text(errors="replace").replace("\r", "")

    def said(self):
        """What the system said of itself."""
        return re.findall(r"^dusty: (.*)$", self.console(), re.M)

    def until_said(self, pattern, seconds):
        def found():
            assert self.process.poll() is None, f"QEMU ended: {self.process.stdout.read().decode()}"
            return next((line for line in self.said() if re.fullmatch(pattern, line)), None)
        return until(found, seconds, lambda: f"{self.name} says {pattern}; it said {self.said()}")

    def ssh(self, *command, options=(), check=True, **keywords):
        where = ["-p", str(self.port), "root@127.0.0.1"] if self.port else [f"root@{THERE}"]
        known = self.directory / "known_hosts"
        result = subprocess.run(self.bench.inside(
            "ssh", "-F", "/dev/null", "-i", self.bench.key, "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes",
            "-o", f"UserKnownHostsFile={known}", "-o", "StrictHostKeyChecking=accept-new", "-o", "ConnectTimeout=20",
            *options, *where, *command,
        ), capture_output=True, timeout=180, **keywords)
        assert not check or result.returncode == 0, (result.stdout + result.stderr).decode(errors="replace")
        return result

    def run(self, script, **keywords):
        """What a script prints there."""
        return self.ssh(script, **keywords).stdout.decode().strip()

    def seen_host_key(self):
        """The host key a client meets."""
        where = ["-p", str(self.port), "127.0.0.1"] if self.port else [THERE]
        result = subprocess.run(self.bench.inside("ssh-keyscan", "-T", "20", "-t", "ed25519", *where),
                                capture_output=True, text=True, timeout=60)
        return " ".join(result.stdout.split()[1:3])

    def press_power_button(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.qmp))
            stream = connection.makefile("rw")
            stream.readline()
            for command in ("qmp_capabilities", "system_powerdown"):
                stream.write(json.dumps({"execute": command}) + "\n")
                stream.flush()
                while "return" not in json.loads(stream.readline()):
                    pass

    def until_off(self, seconds):
        until(lambda: self.process.poll() is not None, seconds, lambda: f"{self.name} is off; it said {self.said()[-5:]}")
        assert self.process.returncode == 0, self.process.stdout.read().decode()
        machines.remove(self)

    def kill(self):
        self.process.kill()
        self.process.wait()
        if self in machines:
            machines.remove(self)
