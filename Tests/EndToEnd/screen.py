"""A terminal with a program in it: tmux, driven by keys and read as text."""

import re
import time
import unicodedata

from sandbox import until


class Screen:
    def __init__(self, sandbox, command="dusty", width=120, height=40, name="dusty"):
        self.sandbox = sandbox
        self.name = name
        self._settled = 0
        self._tmux("kill-server", check=False)
        # An arrangement that an earlier dashboard left behind would be another screen.
        sandbox.run("rm", "-rf", f"{sandbox.environment['XDG_STATE_HOME']}/dusty")
        self._tmux("new-session", "-d", "-x", width, "-y", height, "sh")
        self._tmux("set-option", "-g", "escape-time", "0")
        self.type(f"PS1='ready$ '; clear; {command}\n")

    def close(self):
        self._tmux("kill-server", check=False)

    def _tmux(self, *arguments, **options):
        return self.sandbox.run("tmux", "-L", self.name, "-f", "/dev/null", *arguments, **options)

    def type(self, text):
        self._tmux("send-keys", "-l", text)

    def press(self, *keys):
        """Presses keys by tmux's names: `Tab`, `Enter`, `C-z`, `j`."""
        self._tmux("send-keys", *keys)
        # Only time separates Escape and a key from that key with Alt, also on a host that is busy.
        if keys[-1] == "Escape": time.sleep(0.2)

    def paste(self, text):
        """Pastes a text as a terminal does for a program that enabled bracketed paste."""
        self._tmux("load-buffer", "-b", "pasted", "-", input=text)
        self._tmux("paste-buffer", "-p", "-d", "-b", "pasted")

    def resize(self, width, height):
        self._tmux("resize-window", "-x", width, "-y", height)

    def resize_often(self, sizes, interval):
        """Takes every size in turn, without waiting."""
        commands = [f"tmux -L {self.name} resize-window -x {width} -y {height}" for width, height in sizes]
        self.sandbox.run("sh", "-c", f"; sleep {interval}; ".join(commands))

    def record(self, file):
        """From now on writes the bytes that the program sends to a file, too."""
        self._tmux("pipe-pane", f"exec cat >{file}")

    def accept_clipboard(self):
        """Lets the terminal take texts that the program puts on the clipboard, as many do."""
        self._tmux("set-option", "-s", "set-clipboard", "on")

    @property
    def clipboard(self):
        return self._tmux("list-buffers").stdout

    @property
    def text(self):
        return self._tmux("capture-pane", "-p").stdout

    @property
    def coloured(self):
        return self._tmux("capture-pane", "-p", "-e").stdout

    @property
    def painted(self):
        """The screen with its colours and with the blanks at the ends of its rows."""
        return self._tmux("capture-pane", "-p", "-e", "-N").stdout

    def fact(self, name):
        """A fact that tmux knows of the pane, such as `alternate_on`."""
        return self._tmux("display-message", "-p", f"#{{{name}}}").stdout.strip()

    def until(self, pattern, seconds=15):
        """Waits until the screen shows the pattern, and returns the screen."""
        return until(lambda: (text := self.text) and re.search(pattern, text, re.MULTILINE) and text, seconds,
                     lambda: f"the screen shows {pattern!r}; now:\n{self.text}")

    def until_gone(self, pattern, seconds=15):
        return until(lambda: not re.search(pattern, self.text, re.MULTILINE), seconds,
                     lambda: f"the screen no longer shows {pattern!r}; now:\n{self.text}")

    # The dashboard

    def settle(self):
        """Waits until all keys that were pressed are answered: types a word that has not been there yet, and takes it back."""
        self._settled += 1
        word = f"settled{self._settled}"
        self.type(f":{word}")
        self.until(rf"^ :{word}_")
        self.press("Escape")
        self.until_gone(rf"^ :{word}_")

    @property
    def selected(self):
        """The selected row's name."""
        self.settle()
        found = re.search(r"^[\s│●◐○!+]*>[*\s]*(\S+)", self.text, re.MULTILINE)
        return found and found[1]

    def select(self, pane, name):
        """Puts the selection on a row: the pane by its number, the row by walking to it."""
        self.press(pane)
        self.press("g")
        for _ in range(20):
            if self.selected == name:
                return
            self.press("j")
        raise AssertionError(f"{name} cannot be selected:\n{self.text}")

    def until_restored(self):
        """Waits for the shell, and checks that its terminal is as it was."""
        self.until(r"ready\$ *$", seconds=5)
        assert self.fact("alternate_on") == "0"
        assert self.fact("cursor_flag") == "1"
        assert self.fact("mouse_any_flag") == "0"
        self.type("stty -a\n")
        text = self.until(r"\bicanon\b")
        for mode in ("icanon", "echo", "isig", "icrnl", "opost"):
            assert re.search(rf"(?<!-)\b{mode}\b", text), text


def cells(line):
    """What stands in each column of a line; of a wide character the second column is empty."""
    found = []
    for character in line:
        if unicodedata.combining(character):
            found[-1] += character
        else:
            found.append(character)
            if unicodedata.east_asian_width(character) in "WF":
                found.append("")
    return found
