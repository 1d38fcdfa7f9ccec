"""Records what the pictures in docs/pictures show, from the running example. Not a test: run it by name when the example or the wire
format changes, then `make docs`, and look at the pictures.

    /usr/bin/python3 -m pytest Tests/EndToEnd/record_pictures.py
"""

import json
import time

from sandbox import ROOT
from screen import Screen

RECORDINGS = ROOT / "Tests" / "DustyTUITests" / "Documents" / "Recordings"
LINES = 60
SECONDS = 24
# Where `make run` would have put the example.
HOME = "/home/ann/dusty/.build"


def record(shop, name, selected, happen):
    """Records a dashboard on one app; keeps the last states of the stack, one a second, and the last lines of that app's log."""
    file = shop.sandbox.directory / f"{name}.jsonl"
    screen = Screen(shop.sandbox, command=f"dusty --record {file}")
    screen.until(r"\bapi\b.*\bup\b")
    screen.select("1", selected)
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
    text = "".join(json.dumps(message, separators=(",", ":")) + "\n" for message in (*kept, log))
    RECORDINGS.mkdir(exist_ok=True)
    (RECORDINGS / f"{name}.jsonl").write_text(text.replace(str(shop.sandbox.directory), HOME))


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
