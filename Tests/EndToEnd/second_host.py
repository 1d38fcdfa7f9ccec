"""A second Linux host: another sandbox with an engine, joined to the first by a cable, with an SSH server of its own."""

import subprocess

from sandbox import Sandbox, until

HERE, THERE = "192.168.77.1", "192.168.77.2"

SETUP = r"""
set -eu
dir=$1
mount -t tmpfs -o mode=700 tmpfs /root
mount -t tmpfs tmpfs /home
mkdir -p "$dir/lib" /var/lib/dusty-machine
mount --bind "$dir/lib" /var/lib/dusty-machine
hostname second
getent group docker >/dev/null || groupadd --system docker
useradd --create-home --home-dir /home/ann --shell /bin/sh --groups docker ann
useradd --create-home --home-dir /home/bob --shell /bin/sh bob
# Not locked: the SSH server refuses users whose password begins with an exclamation mark.
usermod -p '*' ann
usermod -p '*' bob
chgrp docker /run/docker.sock
for home in /root /home/ann /home/bob; do
    mkdir -m 700 "$home/.ssh"
    cp "$2" "$home/.ssh/authorized_keys"
    chown -R --reference="$home" "$home/.ssh"
done
mkdir -p /run/sshd
rm -f /etc/ssh/ssh_host_*
"""

CONFIG = """
Port 22
HostKey /etc/ssh/host_key
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
PidFile /run/sshd.pid
"""


class SecondHost(Sandbox):
    """The first sandbox sees it as 192.168.77.2."""

    def __init__(self, directory, golden, first):
        super().__init__(directory, golden)
        self.first = first
        # Where the first host's user has it.
        self.identity = first.directory / "id"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.identity], check=True)
        self.run("sh", "-c", SETUP, "sh", directory, f"{self.identity}.pub")
        self._connect()
        self.new_host_key()
        self.run("tee", "/etc/ssh/dusty_test_config", input=CONFIG)
        self.start_sshd()

    def _connect(self):
        for name, pid, address in (("cable0", self.first._init, HERE), ("cable1", self._init, THERE)):
            if name == "cable0":
                subprocess.run(["ip", "link", "add", "cable0", "netns", pid, "type", "veth",
                                "peer", "name", "cable1", "netns", self._init], check=True)
            run = self.first.run if name == "cable0" else self.run
            run("ip", "address", "add", f"{address}/24", "dev", name)
            run("ip", "link", "set", name, "up")

    def start_sshd(self):
        self.run("/usr/sbin/sshd", "-f", "/etc/ssh/dusty_test_config", "-E", self.directory / "sshd.log")
        until(lambda: self.run("ss", "-Hltn", "sport = :22").stdout, 10, "sshd listens")

    def stop_sshd(self, sessions=False):
        """Ends the server; with `sessions` every connection as well."""
        self.run("pkill", "-x", "sshd") if sessions else self.run("sh", "-c", "kill $(cat /run/sshd.pid)")
        until(lambda: not self.run("ss", "-Hltn", "sport = :22").stdout, 10, "sshd ends")

    def new_host_key(self):
        self.run("sh", "-c", "rm -f /etc/ssh/host_key*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/host_key")

    @property
    def fingerprint(self):
        return self.text("ssh-keygen", "-l", "-f", "/etc/ssh/host_key").split()[1]

    def cut(self):
        """Pulls the cable."""
        self.first.run("ip", "link", "set", "cable0", "down")

    def join(self):
        self.first.run("ip", "link", "set", "cable0", "up")
