"""Programs on a pty of their own."""
import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import termios
import threading
import time

QUIET = 0.03
# Questions that programs ask of their terminal, and what an ordinary one answers.
ANSWERS = [
    (re.compile(rb"\x1b\[\?2026\$p"), rb"\033[?2026;2$y"),
    (re.compile(rb"\x1b\[\?(\d+)\$p"), rb"\033[?\1;0$y"),
    (re.compile(rb"\x1b\[0?c"), rb"\033[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), rb"\033[>0;276;0c"),
    (re.compile(rb"\x1b\[6n"), rb"\033[1;1R"),
    (re.compile(rb"\x1b\](1[01]);\?(?:\x07|\x1b\\)"), rb"\033]\1;rgb:0000/0000/0000\033\\"),
]
LONGEST_QUESTION = 32
# So much of the output is kept.
TAIL = 4096


class NoAnswer(SystemExit):
    """A program did not show what was waited for; ends the measurement unless that is expected of a peer."""


class Terminal:
    """A program on a pty of 120x40. What it writes is read at once, and what it asks is answered."""

    def __init__(self, command, environment):
        self.command = command
        self.started = self.last = time.perf_counter()
        self.size = 0
        self._tail = self._question = b""
        self._wanted, self._found = None, None
        self._changed = threading.Condition()
        self.pid, self._descriptor = _open(command, environment)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Ends the program."""
        os.kill(self.pid, signal.SIGTERM)
        self._reader.join(2)
        if self._reader.is_alive():
            os.kill(self.pid, signal.SIGKILL)
            self._reader.join()
        os.close(self._descriptor)
        os.waitpid(self.pid, 0)

    def press(self, keys):
        """Presses keys."""
        os.write(self._descriptor, keys)

    def time_to(self, keys, shown=b"", limit=10):
        """Seconds from a key to the output that completes a text, by default to the first output."""
        with self._changed:
            self._wanted, self._found, self._tail = shown, None, b""
            start = time.perf_counter()
            self.press(keys)
            if not self._changed.wait_for(lambda: self._found, limit):
                raise NoAnswer(f"measure: {self.command[0]} shows {shown} not within {limit} s after {keys}, but {self._tail[-200:]}")
            return self._found - start

    def until_quiet(self, seconds=QUIET, limit=10):
        """Waits until nothing has been written for a while from now on, or the limit is over."""
        start = time.perf_counter()
        while (wait := min(start + limit, max(start, self.last) + seconds) - time.perf_counter()) > 0:
            time.sleep(wait)

    def until_end(self, limit):
        """Seconds from the program's start to its last output, when it ends by itself."""
        self._reader.join(limit)
        return self.last - self.started

    def _read(self):
        # Linux says EIO when the other end of a pty is gone.
        with contextlib.suppress(OSError):
            while piece := os.read(self._descriptor, 65536):
                self._take(piece)
                self._answer(piece)

    def _take(self, piece):
        with self._changed:
            self.last = time.perf_counter()
            self.size += len(piece)
            seen = self._tail + piece
            self._tail = seen[-TAIL:]
            if self._wanted is not None and not self._found and self._wanted in seen:
                self._found = self.last
                self._changed.notify_all()

    def _answer(self, piece):
        self._question += piece
        answered = 0
        for question, answer in ANSWERS:
            for match in question.finditer(self._question, answered):
                os.write(self._descriptor, match.expand(answer))
                answered = match.end()
        self._question = self._question[answered:][-LONGEST_QUESTION:]


def _open(command, environment):
    """Starts a program on a pty; returns its process id and our end."""
    pid, descriptor = pty.fork()
    if pid == 0:
        # The size is set before exec, or the first picture would be of the wrong size.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.execvpe(command[0], command, {**environment, "TERM": "xterm-256color", "LANG": "C.UTF-8"})
    return pid, descriptor


def time_to_first_frame(command, environment):
    """Seconds from start to the end of the first burst of output that draws something."""
    with Terminal(command, environment) as terminal:
        # Preparing the terminal takes some dozens of bytes; a picture takes more.
        deadline = time.perf_counter() + 10
        while terminal.size <= 400 and time.perf_counter() < deadline:
            time.sleep(0.002)
        terminal.until_quiet()
        return terminal.last - terminal.started


def time_to_first_byte(command, environment):
    """Seconds from start to the first output."""
    with Terminal(command, environment) as terminal:
        deadline = time.perf_counter() + 10
        while not terminal.size and time.perf_counter() < deadline:
            time.sleep(0.0005)
        return terminal.last - terminal.started
