"""Half an hour of what a daemon has to bear in a year, and what it uses meanwhile.

`make soak` runs it for SOAK_MINUTES (30), from SOAK_SEED. Jobs of every kind follow each other while containers flood
their logs, clients come and go in every way, and mean ones hold connections. Whenever the daemon is at rest its figures
are taken; at the end they are printed as a table, and none may have grown beyond its bound.
"""

import json
import os
import random
import subprocess
import time

from figures import Figures
from sandbox import HERE, until
from shop import APPS, Shop

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
SEED = int(os.environ.get("SOAK_SEED", str(random.randrange(10**6))))

# How much more the last quarter of the run may use than the second.
GROWTH = {"memory": 12, "descriptors": 3, "threads": 3, "children": 0}
# How much more the end may use than the beginning, when all is quiet again.
LEFT = {"memory": 40, "descriptors": 6, "threads": 6, "children": 0}


class Soak:
    def __init__(self, shop, choice):
        self.shop, self.sandbox, self.choice = shop, shop.sandbox, choice
        self.figures = Figures(f"/proc/{shop.sandbox._init}/root/proc/{shop.daemon}")
        self.jobs, self.clients, self.failed = 0, 0, []
        self.sandbox.run("useradd", "--no-create-home", "--groups", "dusty", "mallory")

    def job(self):
        """One job, and a change that gives it something to do."""
        app = self.choice.choice(APPS)
        (self.shop.api / "churn.txt").write_text(f"{self.jobs}\n" * 100)
        command = self.choice.choice([
            ("up",), ("sync",), ("restart", app), ("restart", "--no-sync", app), ("stop", app), ("up",), ("plan",),
            ("status",), ("disk",), ("env", "set", "api", f"CHURN={self.jobs % 3}"), ("rebuild", "web"),
        ])
        result = self.shop.dusty(*command, check=False, timeout=180)
        self.jobs += 1
        if result.returncode:
            self.failed.append((command, result.stderr[-400:]))

    def come_and_go(self):
        """Clients that follow, look on, ask and leave, or are killed in the middle."""
        kinds = [
            ("logs", "-f"), ("logs", "-f", "api"), ("status", "--json"), ("jobs",),
            ("shell", "api", "--", "sleep", "20"),
        ]
        clients = [self.sandbox.start("dusty", *self.choice.choice(kinds), stdout=-3, stderr=-3) for _ in range(4)]
        self.clients += len(clients)
        return clients

    def flood(self):
        """Thirty thousand lines from a container, which followers read."""
        program = "i=0; while [ $i -lt 30000 ]; do echo \"flood $i\"; i=$((i+1)); done >/proc/1/fd/1"
        return self.sandbox.start("docker", "exec", "dusty_api_1", "sh", "-c", program, stdout=-3, stderr=-3)

    def mean(self):
        """A hostile client, in one of the ways of the end-to-end tests."""
        kinds = [("silent", 300), ("half-body", 50), ("deaf", 30), ("watch", 30), ("drop", 300)]
        kind, count = self.choice.choice(kinds)
        command = ("setpriv", "--reuid", "mallory", "--regid", "mallory", "--init-groups",
                   "/usr/bin/python3", HERE / "hostile_client.py", kind, count)
        self.clients += count
        return self.sandbox.start(*command, stdin=-1, stdout=-3)

    def end(self, clients, hostile):
        hostile.stdin.close()
        # nsenter does not pass signals on.
        self.sandbox.run("pkill", "-INT", "-x", "dusty", check=False)
        for client in [*clients, hostile]:
            try:
                client.wait(timeout=60)
            except subprocess.TimeoutExpired:
                client.kill()
                client.wait()

    def round(self):
        clients, hostile, flood = self.come_and_go(), self.mean(), self.flood()
        for _ in range(3):
            self.job()
        flood.wait(timeout=120)
        self.end(clients, hostile)
        self.shop.until_idle()

    def at_rest(self):
        """Waits until what is left of clients is gone, and memory has been given back."""
        last = []

        def steady():
            now = self.figures.look()
            last.append(now)
            time.sleep(1)
            seen = {(each["descriptors"], each["children"]) for each in last[-5:]}
            return len(last) > 12 and len(seen) == 1

        until(steady, 90, lambda: f"the daemon is at rest: {last[-5:]}")


def test_nothing_grows(sandbox):
    print(f"\nsoak: {MINUTES:g} minutes, SOAK_SEED={SEED}")
    sandbox.run("sh", "-c", "ulimit -Sn 1024 && exec Scripts/run-example")
    soak = Soak(Shop(sandbox), random.Random(SEED))
    soak.round()
    soak.at_rest()
    first, began = soak.figures.look(), time.monotonic()
    while (passed := (time.monotonic() - began) / 60) < MINUTES or len(soak.figures.samples) < 4:
        soak.round()
        soak.at_rest()
        soak.figures.sample(passed, jobs=soak.jobs, clients=soak.clients)
    soak.shop.dusty("up")
    soak.at_rest()
    last = soak.figures.look()
    print(soak.figures.table())
    print(f"first {first}\nlast  {last}")
    status = json.loads(sandbox.text("dusty", "status", "--json"))
    assert status["engine"]["reachable"]
    assert not soak.failed, soak.failed
    for name, bound in GROWTH.items():
        assert soak.figures.growth(name) <= bound, f"{name} grows by {soak.figures.growth(name)}"
    for name, bound in LEFT.items():
        assert last[name] - first[name] <= bound, f"{name}: {first[name]} before, {last[name]} after"
