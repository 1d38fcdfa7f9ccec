"""What both stand-ins share: state in one file, and a QEMU without acceleration behind each virtual machine."""

import contextlib
import fcntl
import json
import os
import socket
import subprocess
import time


class State:
    """A dictionary that is kept in a file; only one program has it at a time."""

    def __init__(self, directory):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)

    @contextlib.contextmanager
    def opened(self):
        path = f"{self.directory}/state.json"
        with open(f"{self.directory}/lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                with open(path) as file:
                    content = json.load(file)
            except FileNotFoundError:
                content = {}
            try:
                yield content
            finally:
                with open(path + ".new", "w") as file:
                    json.dump(content, file, indent=1)
                os.rename(path + ".new", path)

    def file(self, name, kind):
        return f"{self.directory}/{name}.{kind}"


class Emulator:
    """One QEMU."""

    def __init__(self, state, name):
        self.pid_file = state.file(name, "pid")
        self.monitor = state.file(name, "qmp")
        self.log = state.file(name, "log")

    def process(self):
        try:
            with open(self.pid_file) as file:
                pid = int(file.read())
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                return pid if self.pid_file.encode() in file.read() else None
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None

    def start(self, arguments):
        command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-display", "none", "-daemonize"]
        command += ["-pidfile", self.pid_file, "-qmp", f"unix:{self.monitor},server=on,wait=off"]
        ended = subprocess.run(command + arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        with open(self.log, "w") as file:
            file.write(" ".join(command + arguments) + "\n" + ended.stderr)
        return ended.stderr.strip() if ended.returncode else None

    def tell(self, word):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(5)
            connection.connect(self.monitor)
            lines = connection.makefile("rw")
            lines.readline()
            for command in ["qmp_capabilities", word]:
                lines.write(json.dumps({"execute": command}) + "\n")
                lines.flush()
                while "return" not in json.loads(lines.readline() or '{"return": 0}'):
                    pass

    def end(self):
        pid = self.process()
        if pid:
            os.kill(pid, 15)
        self.wait(10)

    def wait(self, seconds):
        deadline = time.monotonic() + seconds
        while self.process() and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.process() is None
