"""The other side of stop.c: says at which call the daemon is to be stopped, and hears whether it was."""

import errno
import mmap
import pathlib
import struct
import subprocess

HERE = pathlib.Path(__file__).parent
SIZE = 8 + 8 + 8 + 4 + 4 + 1024 + 64
OFF, COUNT, KILL_BEFORE, KILL_AFTER, KILL_HALF, FAIL = range(6)
KILLS = {"before": KILL_BEFORE, "after": KILL_AFTER, "half": KILL_HALF}
ERRORS = {"full": errno.ENOSPC, "read-only": errno.EROFS, "broken": errno.EIO}


class Stop:
    """Shared memory with every daemon that is started with `environment`."""

    def __init__(self, directory):
        directory.mkdir(parents=True, exist_ok=True)
        self.library = directory / "stop.so"
        if not self.library.exists():
            # Swift's own compiler: where Dusty can be built, it is there.
            subprocess.run(["clang", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", self.library, HERE / "stop.c"],
                           check=True)
        self.path = directory / "control"
        self.path.write_bytes(bytes(SIZE))
        with open(self.path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), SIZE)
        self.calls_path = directory / "control.calls"

    @property
    def environment(self):
        return {"LD_PRELOAD": str(self.library), "CRASH_CONTROL": str(self.path)}

    def _arm(self, mode, at=0, error=0, skip=""):
        # The mode comes last: what it needs is there when the daemon sees it.
        self.memory[:] = struct.pack("<IIQQII1024s64s", OFF, error, at, 0, 0, 0, b"", skip.encode())
        self.memory[0:4] = struct.pack("<I", mode)

    def off(self):
        self.memory[0:4] = struct.pack("<I", OFF)

    def count(self):
        """Lets everything happen and writes the calls down."""
        self.calls_path.write_bytes(b"")
        self._arm(COUNT)

    def kill(self, at, when, skip=""):
        """The daemon ends before or after its call number `at`, or, where that writes, in the middle of it.

        Calls on paths that have `skip` in them do not count."""
        self._arm(KILLS[when], at, skip=skip)

    def fail(self, at, error):
        """Every call from number `at` on fails as on a disk that is full, read-only or broken."""
        self._arm(FAIL, at, ERRORS[error])

    @property
    def counted(self):
        return struct.unpack_from("<Q", self.memory, 16)[0]

    @property
    def hit(self):
        """The call that was stopped, or None when there were not as many."""
        if not struct.unpack_from("<I", self.memory, 24)[0]:
            return None
        return self.memory[32:32 + 1024].split(b"\0")[0].decode(errors="replace")

    def calls(self):
        """The calls since `count`, one a line."""
        return self.calls_path.read_text(errors="replace").splitlines()
