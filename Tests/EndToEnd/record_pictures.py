"""Records what the pictures in docs/pictures show, from the running example. Not a test: run it by name when the example or the wire
format changes, then `make docs`, and look at the pictures.

    /usr/bin/python3 -m pytest Tests/EndToEnd/record_pictures.py
"""

import json
import subprocess
import time

from sandbox import ROOT
from screen import Screen

RECORDINGS = ROOT / "Tests" / "DustyTUITests" / "Documents" / "Recordings"
LINES = 60
SECONDS = 24
# Where `make run` would have put the example.
HOME = "/home/ann/dusty/.build"


def record(shop, name, selected, happen, pane="1"):
    """Records a dashboard on one row; keeps the last states of the stack, one a second, and the last lines of that row's log."""
    file = shop.sandbox.directory / f"{name}.jsonl"
    screen = Screen(shop.sandbox, command=f"dusty --record {file}")
    screen.until(r"\bapi\b.*\bup\b")
    screen.select(pane, selected)
    happen(screen)
    screen.press("q")
    screen.until_restored()
    screen.close()
    messages = [json.loads(line) for line in file.read_text().splitlines()]
    states = {message["time"][:19]: message for message in messages if "snapshot" in message}
    kept = list(states.values())[-SECONDS:]
    for message in kept[:-1]:
        for job in message["snapshot"]["jobs"]:
            job["steps"] = []
    batches = [message for message in messages if message.get("log") == selected]
    lines = [line for message in batches for line in message["batch"]["lines"]][-LINES:]
    log = batches[-1] | {"batch": batches[-1]["batch"] | {"lines": lines}}
    write(shop, f"{name}.jsonl", "".join(json.dumps(message, separators=(",", ":")) + "\n" for message in (*kept, log)))


def write(shop, file, text):
    RECORDINGS.mkdir(exist_ok=True)
    text = text.replace(str(shop.sandbox.directory), HOME)
    # Names of copies are their paths without the first slash.
    (RECORDINGS / file).write_text(text.replace(str(shop.sandbox.directory)[1:], HOME[1:]))


def test_record_the_example_at_work(shop):
    def happen(screen):
        shop.until_front()
        shop.order(2)
        server = shop.api / "server.py"
        server.write_text(server.read_text().replace("Welcome to the Dusty shop", "Welcome back to the Dusty shop"))
        screen.until(r"shop-api .*following.*\b[0-9.]+ ms")
        screen.press("r")
        screen.until(r"\bapi\b.*\b(restarting|stopping)\b")
        screen.until(r"\bapi\b.*\bup\b", seconds=30)
        shop.until_front(lambda front: "back" in front["greeting"])
        for number in range(SECONDS):
            shop.get(f"http://api.shop.test/{'products' if number % 3 else 'nothing' if number == 9 else ''}")
            time.sleep(1)
        shop.order(1)
        screen.until(r"POST /orders")
        shop.until_idle()

    record(shop, "working", "api", happen)


def test_record_an_app_that_failed(shop):
    def happen(screen):
        server = shop.api / "server.py"
        server.write_text(server.read_text().replace("import shopkit\n", "import shopkitt\n"))
        screen.until(r"shop-api .*following.*\b[0-9.]+ ms")
        screen.press("r")
        screen.until(r"\bapi\b.*\bexited 1\b", seconds=60)
        shop.until_idle()
        screen.until(r"No module named")

    record(shop, "failed", "api", happen)
    server = shop.api / "server.py"
    server.write_text(server.read_text().replace("import shopkitt\n", "import shopkit\n"))
    shop.dusty("restart", "api")


def test_record_what_takes_space(shop):
    write(shop, "disk.json", shop.dusty("disk", "inspect", "--json").stdout)


def test_record_a_start(shop):
    def happen(screen):
        shop.dusty("down", "--yes")
        shop.sandbox.start("dusty", "up", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        screen.until(r"\bpostgres\b.*\bstarting\b", seconds=60)
        time.sleep(3)

    record(shop, "starting", "api", happen)
    shop.until_idle()


def test_record_a_crash_loop(shop):
    command = "echo mailer: reading /etc/mailer.conf; echo fatal: no server in /etc/mailer.conf >&2; sleep 1; exit 3"
    shop.add("services", mailer=f"image: python:3.11\nrestart: always\ncommand: [sh, -c, {json.dumps(command)}]\n")

    def happen(screen):
        screen.until(r"\bmailer\b.*x5 exit 3", seconds=60)

    record(shop, "crash-loop", "mailer", happen, pane="2")
