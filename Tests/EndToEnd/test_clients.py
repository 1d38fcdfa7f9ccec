"""Several clients at once, and clients that go away."""

import json
import signal

from sandbox import until


def test_two_clients_at_once(shop):
    clients = [shop.sandbox.start("dusty", "status", "--json", stdout=-1) for _ in range(8)]
    for client in clients:
        assert json.loads(client.communicate(timeout=30)[0])["stack"] == "default"


def test_a_second_job_is_refused_with_the_name_of_the_first(shop):
    slow = shop.sandbox.start("dusty", "rebuild", "web", "worker", stdout=-3)
    running = until(lambda: [job for job in shop.status()["jobs"] if job["state"] == "running"], 10, "the job runs")
    result = shop.dusty("up", check=False)
    assert slow.wait(timeout=120) == 0
    assert result.returncode == 1
    assert "rebuild" in result.stderr and str(running[0]["id"]) in result.stderr, result.stderr


def test_a_job_goes_on_when_its_client_is_killed(shop):
    shop.dusty("down")
    client = shop.sandbox.start("dusty", "up", stdout=-3)
    job = until(
        lambda: next((job for job in shop.status()["jobs"] if job["kind"] == "up" and job["state"] == "running"), None),
        10, "the job runs",
    )
    shop.sandbox.run("pkill", "-KILL", "-x", "dusty")
    client.wait()
    stream = shop.sandbox.text(
        "curl", "-sS", "-m", "120", "--unix-socket", "/var/run/dusty/dusty.sock",
        f"http://dusty/v1/jobs/{job['id']}/events", timeout=150,
    )
    events = [json.loads(line) for line in stream.splitlines()]
    # A late watcher sees it from the first event to the last.
    assert [event["sequence"] for event in events] == list(range(len(events)))
    assert events[0]["type"] == "started"
    assert events[-1]["type"] == "finished" and events[-1]["state"] == "succeeded", events[-1]
    assert shop.until_front()["products"] == 3


def test_an_interrupted_client_ends_with_130_and_leaves_a_consistent_stack(shop):
    client = shop.sandbox.start("dusty", "rebuild", "web", stdout=-3, stderr=-3)
    until(lambda: any(job["state"] == "running" for job in shop.status()["jobs"]), 10, "the job runs")
    shop.sandbox.run("pkill", "-INT", "-x", "dusty")
    assert client.wait(timeout=30) in (130, -signal.SIGINT)
    shop.until_idle()
    shop.dusty("up")
    shop.until_state("web", "up")


def test_logs_follow_until_the_client_is_interrupted(shop):
    follower = shop.sandbox.start("dusty", "logs", "-f", "api", stdout=-1)
    shop.get("http://api.shop.test/followed")
    line = until(lambda: "followed" in (text := follower.stdout.readline()) and text, 15, "the line comes")
    assert "GET /followed" in line
    shop.sandbox.run("pkill", "-INT", "-x", "dusty")
    follower.wait(timeout=10)
