"""What `up`, `plan` and `status` say is so at that moment."""

import json

from sandbox import until

SLOW = """
image: python:3.11
init: true
command: [sh, -c, "sleep 2; touch /ok; exec sleep 9999"]
healthcheck: {test: [CMD, test, -e, /ok], interval: 3s, retries: 1}
"""
HOLDER = "image: python:3.11\ninit: true\ncommand: python3 -m http.server 8080\n"
SHARER = """
image: python:3.11
compose: {%s}
commands: {always: [exec sleep 9999]}
"""
CRASHING = "image: python:3.11\nrestart: always\ncommand: [sh, -c, 'sleep 0.3; exit 3']\n"
# It answers as little as HTTP/1.0 asks for, and tells the proxy what to do.
OWN_HEAD = """
import socketserver
class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while self.rfile.readline().strip(): pass
        self.wfile.write(b"HTTP/1.0 200 OK\\r\\nServer: tiny/1\\r\\nDate: Thu, 01 Jan 2026 00:00:00 GMT\\r\\n"
                         b"X-Accel-Redirect: /elsewhere\\r\\nContent-Length: 3\\r\\n\\r\\nown")
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("", 8080), Handler).serve_forever()
"""


def bring(shop, kind, name, spec):
    """Adds a spec in a bundle of its own; returns what the `up` says that brings it up."""
    shop.publish({f"{kind}/{name}.yml": spec, f"bundles/{name}.yml": f"description: {name}\n{kind}: [{name}]\n"})
    shop.dusty("up")
    shop.dusty("bundles", "activate", name)
    return shop.dusty("up", check=False)


def row_of(shop, name):
    return next(row for row in shop.status()["services"] if row["name"] == name)


def test_what_became_healthy_after_the_engines_last_look_is_up(shop):
    try:
        said = bring(shop, "services", "slow", SLOW)
        assert said.returncode == 0, said
        assert row_of(shop, "slow")["state"] == "up" and not row_of(shop, "slow")["failing"]
        # What it can no longer do is seen by the engine's next look.
        shop.inside("slow", "rm", "/ok")
        until(lambda: row_of(shop, "slow")["state"] == "unhealthy", 30, "it is unhealthy")
    finally:
        shop.remove("slow")


def test_what_an_app_shares_with_a_service_comes_up_with_it(shop):
    shop.publish({"services/holder.yml": HOLDER})
    for shared in ("network_mode: 'service:holder'", "net: 'container:holder'", "volumes_from: [holder]", "depends_on: [holder]"):
        try:
            said = bring(shop, "apps", "sharer", SHARER % shared)
            assert said.returncode == 0, (shared, said)
            assert {"dusty_holder_1", "dusty_sharer_1"} <= set(shop.containers())
        finally:
            shop.remove("sharer")


def test_a_crash_loop_is_a_failure_however_early_it_is_looked_at(shop):
    try:
        said = bring(shop, "services", "crashing", CRASHING)
        assert said.returncode == 1 and "crashing crashed" in said.stderr, said
    finally:
        shop.remove("crashing")


def test_a_fault_of_the_specs_is_gone_from_the_status_once_it_is_put_right(shop):
    web = (shop.specs / "apps" / "web.yml").read_text()
    shop.publish({"apps/web.yml": web + "\nnonsense: 1\n"})
    assert shop.dusty("up", check=False).returncode == 1
    shop.sandbox.run("Scripts/daemon", "stop")
    shop.sandbox.run("Scripts/daemon", "start")
    until(lambda: any(warning["subject"] == "specs" for warning in shop.status()["warnings"]), 20, "the fault is a warning")
    shop.publish({"apps/web.yml": web})
    shop.dusty("up")
    assert [warning for warning in shop.status()["warnings"] if warning["subject"] == "specs"] == []


def test_a_restart_of_all_names_what_has_no_container_and_restarts_the_rest(shop):
    shop.dusty("up")
    shop.sandbox.run("docker", "rm", "-f", "dusty_worker_1")
    before = shop.containers()
    said = shop.dusty("restart", "web", "worker", check=False)
    assert said.returncode == 1 and "worker has no container yet" in said.stderr and "dusty up" in said.stderr
    assert shop.sandbox.text("docker", "inspect", "-f", "{{.State.Running}}", "dusty_web_1") == "true"
    assert json.loads(shop.sandbox.text("dusty", "jobs", "--json"))[0]["state"] == "failed"
    assert set(shop.containers()) == set(before)
    shop.dusty("up")


def test_what_an_app_says_of_itself_reaches_the_client_and_is_no_order_to_the_proxy(shop):
    shop.publish({"head.py": OWN_HEAD})
    shop.add("services", head="image: python:3.11\ninit: true\ncommand: python3 /head.py\nvolumes: ['./head.py:/head.py']\n"
             "ready: {tcp: 8080, timeout: 20}\nhost_forwarding: [{host_name: head.test, host_port: 80, container_port: 8080}]\n")
    try:
        shop.dusty("up", "--no-pull")
        answer = shop.sandbox.text("curl", "-si", "--max-time", "10", "http://head.test/")
        assert answer.endswith("own"), answer
        for line in ("Server: tiny/1", "Date: Thu, 01 Jan 2026 00:00:00 GMT", "X-Accel-Redirect: /elsewhere"):
            assert line in answer, answer
    finally:
        shop.remove("head")
