"""A stack whose app has a large repo."""
import glob
import os
import subprocess
import time

from sampling import few
from stack import BenchStack, commit

SMALL = few(10_000, 1_000)
LARGE = few(100_000, 2_000)
# So many files has a directory.
IN_ONE = 20
CODE = """image: python:3.11
repo: {code}
mount: /code
commands:
  always:
    - exec sleep 1000000
compose:
  init: true
"""


def write_tree(directory, files, first=0):
    """Small files, twenty in a directory; those before the first are there."""
    for number in range(first, files):
        path = f"{directory}/{path_of(number)}"
        if number % IN_ONE == 0:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(f"{number}\n" * 200)


def path_of(number):
    """The path of a file in the tree."""
    return f"part{number // IN_ONE}/file{number}"


def roomy():
    """A file system in memory where it has room for some large trees: to remove them from a disk takes minutes. None is the part's own."""
    try:
        room = os.statvfs("/dev/shm")
    except OSError:
        return None
    return "/dev/shm" if room.f_bavail * room.f_frsize > 6 << 30 else None


class TreeStack(BenchStack):
    """An app with a repo of so many files, and services that do nothing. The repo is followed."""

    def __init__(self, bench, files, services=0, place=None):
        specs = {"apps/code.yml": CODE, "bundles/code.yml": "apps: [code]\n"}
        names = [f"idle{number}" for number in range(services)]
        for name in names:
            specs[f"services/{name}.yml"] = "image: python:3.11\ninit: true\ncommand: [sleep, infinity]\n"
        specs["bundles/code.yml"] += f"services: [{', '.join(names)}]\n"
        super().__init__(bench, specs, bundles=("code",), place=place)
        self.files, self.code = files, f"{self.work}/code"
        self.overrides[self.code] = self.code
        specs["apps/code.yml"] = CODE.format(code=self.code)

    def write_specs(self):
        super().write_specs()
        # Git need not have all of it: its objects would only take time.
        write_tree(self.code, IN_ONE)
        commit(self.code)
        write_tree(self.code, self.files, first=IN_ONE)

    def begin(self):
        super().begin()
        self.until_followed()

    def copy_of_code(self):
        """Where containers have it."""
        found = glob.glob(f"{self.work}/var/**/dusty_repos/**/part0", recursive=True)
        if not found:
            raise SystemExit("measure: the repo was not copied")
        return os.path.dirname(found[0])

    def until_followed(self):
        """Waits until the daemon follows it."""
        while True:
            status = self.get("/v1/status") or {"sync": []}
            if [repo.get("follow", {}).get("state") for repo in status["sync"] if repo["short_name"] == "code"] == ["following"]:
                return
            time.sleep(0.005)

    def mirror(self, name="mirror"):
        """A copy for a peer, beside the repo."""
        subprocess.run(["cp", "-a", self.code, f"{self.work}/{name}"], check=True)
        return f"{self.work}/{name}"
