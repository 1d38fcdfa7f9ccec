"""Images from a real registry: the progress of their layers."""

import os

import pytest

from sandbox import until

IMAGE = "127.0.0.1:5000/big:1"
SERVICE = f"image: {IMAGE}\ncommand: sleep 100000\n"


@pytest.fixture(scope="module")
def registry(shop):
    """A registry in the sandbox with an image that the engine does not have."""
    place = shop.sandbox.directory / "registry"
    place.mkdir()
    (place / "config.yml").write_text(
        f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {place}/data}}}}\nhttp: {{addr: '127.0.0.1:5000'}}\n")
    for number in (1, 2):
        (place / f"big{number}").write_bytes(os.urandom(20_000_000))
    (place / "Dockerfile").write_text("FROM redis:7.0\nCOPY big1 /big1\nCOPY big2 /big2\n")
    server = shop.sandbox.start("docker-registry", "serve", place / "config.yml", stderr=open(place / "log", "w"))
    until(lambda: shop.get("http://127.0.0.1:5000/v2/"), 20, "the registry answers")
    shop.sandbox.run("docker", "build", "-q", "-t", IMAGE, place)
    shop.sandbox.run("docker", "push", "-q", IMAGE)
    shop.sandbox.run("docker", "rmi", "-f", IMAGE)
    shop.sandbox.run("docker", "builder", "prune", "-af")
    yield shop
    server.kill()


def test_layers_are_shown_while_up_pulls_an_image_and_not_as_output(registry):
    registry.publish({"services/big.yml": SERVICE, "bundles/big.yml": "description: big\nservices: [big]\n"})
    registry.dusty("up")
    registry.dusty("bundles", "activate", "big")
    events = registry.job("up")
    shown = [event["progress"] for event in events if event.get("progress", {}).get("phase")]
    assert shown, events
    percents = [progress["percent"] for progress in shown]
    # What comes faster than ten times a second is left out, so the last one may be missing.
    assert percents == sorted(percents) and 0 < percents[-1] <= 99, percents
    assert shown[-1]["total_items"] >= 3, shown
    assert shown[-1]["total_bytes"] > 39_000_000, shown
    output = [event["text"] for event in events if "text" in event]
    assert any("big Pull" in line for line in output), output
    assert not any("Downloading" in line or "Extracting" in line for line in output), output
    assert registry.row("big")["state"] == "up"
