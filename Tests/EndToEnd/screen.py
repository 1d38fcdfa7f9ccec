"""A terminal with a program in it: tmux, driven by keys and read as text."""

import re

from sandbox import until


class Screen:
    def __init__(self, sandbox, command="dusty", width=120, height=40):
        self.sandbox = sandbox
        self._tmux("kill-server", check=False)
        self._tmux("new-session", "-d", "-x", width, "-y", height, "sh")
        self._tmux("set-option", "-g", "escape-time", "0")
        self.type(f"PS1='ready$ '; clear; {command}\n")

    def close(self):
        self._tmux("kill-server", check=False)

    def _tmux(self, *arguments, check=True):
        return self.sandbox.run("tmux", "-L", "dusty", "-f", "/dev/null", *arguments, check=check)

    def type(self, text):
        self._tmux("send-keys", "-l", text)

    def press(self, *keys):
        """Presses keys by tmux's names: `Tab`, `Enter`, `C-z`, `j`."""
        self._tmux("send-keys", *keys)

    def resize(self, width, height):
        self._tmux("resize-window", "-x", width, "-y", height)

    @property
    def text(self):
        return self._tmux("capture-pane", "-p").stdout

    @property
    def coloured(self):
        return self._tmux("capture-pane", "-p", "-e").stdout

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
