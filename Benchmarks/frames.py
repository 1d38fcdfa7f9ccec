"""Programs on a pty of their own."""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

QUIET = 0.03


def open_on_pty(command, environment):
    """Starts a program on a pty of 120x40; returns its process id and our end."""
    pid, descriptor = pty.fork()
    if pid == 0:
        # The size is set before exec, or the first picture would be of the wrong size.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.execvpe(command[0], command, {**environment, "TERM": "xterm-256color", "LANG": "C.UTF-8"})
    return pid, descriptor


def time_to_first_frame(command, environment):
    """Seconds from start to the end of the first burst of output that draws something."""
    start = time.perf_counter()
    pid, descriptor = open_on_pty(command, environment)
    last, size = start, 0
    while time.perf_counter() - start < 10:
        ready, _, _ = select.select([descriptor], [], [], QUIET)
        # Preparing the terminal takes some dozens of bytes; a picture takes more.
        if not ready and size > 400:
            break
        if ready:
            size += len(os.read(descriptor, 65536))
            last = time.perf_counter()
    end(pid, descriptor)
    return last - start


def end(pid, descriptor):
    """Ends a program on a pty."""
    os.kill(pid, signal.SIGTERM)
    try:
        while os.read(descriptor, 65536):
            pass
    except OSError:
        pass  # Linux says EIO when the other end of a pty is gone.
    os.close(descriptor)
    os.waitpid(pid, 0)
