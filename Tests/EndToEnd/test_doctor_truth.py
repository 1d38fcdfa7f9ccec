"""The doctor finds what keeps Dusty from working, an engine that hangs is seen at once, and every failure names what happened."""

import datetime
import json
import re
import time

import pytest

from sandbox import holds, until

BRIDGE = "172.17.0.1"


def checks(shop):
    """The doctor's findings by name, within a time that a person waits."""
    start = time.monotonic()
    result = shop.dusty("doctor", "--json", check=False, timeout=60)
    report = {row["name"]: row for row in json.loads(result.stdout)["checks"]}
    assert result.returncode == (1 if any(row["state"] == "failure" for row in report.values()) else 0)
    assert time.monotonic() - start < 40
    return report


def signal(shop, name, program):
    shop.sandbox.run("pkill", f"-{name}", "-x", program)


class Watcher:
    """A client that looks at the stack, as the dashboard does."""

    def __init__(self, shop):
        self.shop = shop
        self.process = shop.sandbox.start(
            "curl", "-sN", "--unix-socket", "/run/dusty/dusty.sock", "http://dusty/v1/watch", stdout=-1)

    def until(self, predicate):
        """The first snapshot for which that holds, and when it came."""
        for line in self.process.stdout:
            # Empty lines between the snapshots are signs of life.
            if not line.strip():
                continue
            snapshot = json.loads(line)
            if predicate(snapshot):
                return snapshot, time.time()
        raise AssertionError("the stream of snapshots ended")

    def close(self):
        """Ends it; returns what it has seen since."""
        # What enters the sandbox's processes is only the parent of the program there.
        self.shop.sandbox.run("pkill", "-KILL", "-x", "curl", check=False)
        rest = self.process.stdout.read()
        self.process.wait()
        return [json.loads(line) for line in rest.splitlines() if line.endswith("}")]


@pytest.fixture
def watcher(shop):
    watcher = Watcher(shop)
    watcher.until(lambda snapshot: snapshot["engine"]["reachable"])
    yield watcher
    watcher.close()


def reachable(snapshot):
    return snapshot["engine"]["reachable"]


def test_a_healthy_stack_is_healthy(shop):
    report = checks(shop)
    assert not [row for row in report.values() if row["state"] == "failure"], report
    assert report["bridge"] == {"name": "bridge", "state": "ok", "message": BRIDGE, "fixable": False}
    assert report["user namespaces"]["state"] == "ok"
    assert re.match(r"the proxy reaches \d+ forwarded ports", report["proxy path"]["message"]), report["proxy path"]


def test_a_bridge_without_its_address_is_found(shop):
    shop.sandbox.run("ip", "addr", "del", f"{BRIDGE}/16", "dev", "docker0")
    try:
        report = checks(shop)
    finally:
        shop.sandbox.run("ip", "addr", "add", f"{BRIDGE}/16", "brd", "172.17.255.255", "dev", "docker0")
    assert report["bridge"]["state"] == "failure" and BRIDGE in report["bridge"]["message"]
    assert "systemctl restart docker" in report["bridge"]["remedy"]
    assert report["proxy path"]["state"] == "failure", report["proxy path"]
    assert checks(shop)["proxy path"]["state"] == "ok"


@pytest.fixture
def firewall(shop):
    """Drops every new connection to this host, as ufw and firewalld do."""
    shop.sandbox.run("sh", "-ec", """
        iptables -I INPUT 1 -i lo -j ACCEPT
        iptables -I INPUT 2 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        iptables -P INPUT DROP
    """)

    def lift():
        shop.sandbox.run("sh", "-ec", "iptables -P INPUT ACCEPT; iptables -F INPUT")

    yield lift
    lift()


def proxy_config(shop):
    return shop.sandbox.read(shop.machine / "persist" / "dustyNginx" / "dustyNginx.conf").decode()


def test_a_firewall_that_drops_what_the_proxy_sends_is_found_and_the_remedy_helps(shop, firewall):
    """F05."""
    # Nobody waits for what does not come back.
    assert "api does not answer: it is up, but its port could not be reached in time" in shop.get("http://api.shop.test/")
    row = checks(shop)["proxy path"]
    assert row["state"] == "failure" and "a firewall drops" in row["message"] and BRIDGE in row["message"], row
    assert "INPUT" in row["message"], row
    remedy = re.search(r"iptables (-I INPUT .* -j ACCEPT)", row["remedy"]).group(1)
    shop.sandbox.run("iptables", *remedy.split())
    assert checks(shop)["proxy path"]["state"] == "ok"
    assert shop.until_front()["products"] == 3


def test_behind_a_firewall_the_proxy_goes_over_the_network_that_it_shares_with_apps(shop, firewall):
    before = shop.containers()
    row = checks(shop)["proxy path"]
    assert row["state"] == "failure" and "`dusty up` lets the proxy go over dusty_default" in row["remedy"], row
    said = shop.dusty("up").stdout
    assert f"over dusty_default, because nothing comes back from {BRIDGE}:65" in said, said
    assert shop.get("http://api.shop.test/products") and shop.until_front()["products"] == 3
    assert shop.containers() == before
    row = checks(shop)["proxy path"]
    assert row["state"] == "ok" and "over dusty_default, because nothing comes back from" in row["message"], row
    # It is kept, and a container at another address is found.
    assert "proxy path" not in shop.dusty("up").stdout and "resolver 127.0.0.11" in proxy_config(shop)
    shop.dusty("rebuild", "api")
    assert shop.until_front()["products"] == 3
    # One that is not there does not keep the others from answering.
    shop.dusty("stop", "api")
    assert "api does not answer: it is " in shop.get("http://api.shop.test/")
    shop.sandbox.run("docker", "restart", "-t", "2", "dusty_dustyInternalNginx_1")
    until(lambda: "api does not answer: it is " in shop.get("http://api.shop.test/"), 20, "the proxy starts without the app")
    shop.dusty("up")
    assert shop.until_front()["products"] == 3
    firewall()
    row = checks(shop)["proxy path"]
    assert row["state"] == "ok" and f"{BRIDGE} answers again" in row["message"], row
    assert f"ports of {BRIDGE}, which answer again" in shop.dusty("up").stdout
    assert "resolver" not in proxy_config(shop) and f"proxy_pass http://{BRIDGE}:65000;" in proxy_config(shop)
    assert shop.until_front()["products"] == 3


def test_a_hosts_file_that_not_even_root_can_write_is_found(shop):
    if shop.sandbox.run("chattr", "+i", "/etc/hosts", check=False).returncode:
        pytest.skip("the file system has no flags")
    try:
        row = checks(shop)["hosts file"]
    finally:
        shop.sandbox.run("chattr", "-i", "/etc/hosts")
    assert row["state"] == "failure" and "immutable" in row["message"], row
    assert row["remedy"] == "make it writable: chattr -i /etc/hosts"
    assert checks(shop)["hosts file"]["state"] == "ok"


def test_f18_a_hosts_file_with_line_ends_of_windows_is_read_as_any(shop):
    before = shop.sandbox.read("/etc/hosts")
    try:
        shop.sandbox.run("sh", "-ec", "printf '10.9.9.9 WEB.shop.test\\n' >>/etc/hosts; sed 's/$/\\r/' /etc/hosts >/tmp/h; cat /tmp/h >/etc/hosts")
        row = checks(shop)["hosts file"]
        line = len(before.splitlines()) + 1
        assert "10.9.9.9" in row["message"] and f"line {line}" in row["message"], row
    finally:
        shop.sandbox.run("sh", "-ec", "sed -i '/10\\.9\\.9\\.9/d; s/\\r$//' /tmp/h; cat /tmp/h >/etc/hosts")
    assert shop.sandbox.read("/etc/hosts") == before


@pytest.fixture
def shim(shop):
    """Puts a program of ours before another of the same name."""
    made = []

    def put(name, script):
        path = f"/usr/local/sbin/{name}"
        made.append(path)
        shop.sandbox.run("sh", "-c", f"cat >{path} && chmod 755 {path}", input=f"#!/bin/sh\n{script}\n")

    yield put
    shop.sandbox.run("rm", "-f", *made)


def test_a_program_that_is_broken_does_not_count_as_there(shop, shim):
    shim("rsync", "exit 3")
    shim("git", "echo git version 1.8.3.1")
    report = checks(shop)
    assert report["rsync"]["state"] == "failure" and "exit code 3" in report["rsync"]["message"], report["rsync"]
    assert report["git"]["state"] == "failure" and "too old" in report["git"]["message"], report["git"]


def test_a_program_that_is_killed_is_named_with_what_happened(shop, shim):
    shim("rsync", "kill -9 $$")
    (shop.api / "killed.txt").write_text("so that there is something to copy\n")
    failed = shop.dusty("sync", "shop-api", check=False)
    (shop.api / "killed.txt").unlink()
    assert failed.returncode == 1
    assert "rsync was killed by signal 9 (SIGKILL)" in failed.stderr, failed.stderr
    assert "run the same again" in failed.stderr
    assert "printed nothing" not in failed.stderr


def test_a_compose_that_went_away_is_named(shop):
    find = "for p in /usr/lib*/docker/cli-plugins /usr/libexec/docker/cli-plugins /usr/local/lib*/docker/cli-plugins; do " \
        "[ -e $p/docker-compose ] && echo $p/docker-compose; done | sort -u"
    plugins = shop.sandbox.text("sh", "-c", find).split()
    standalone = shop.sandbox.run("sh", "-c", "command -v docker-compose", check=False).stdout.split()
    # The daemon knows it by now.
    shop.dusty("up")
    for path in plugins + standalone:
        shop.sandbox.run("mv", path, path + ".away")
    try:
        row = checks(shop)["compose"]
        failed = shop.dusty("rebuild", "web", check=False)
    finally:
        for path in plugins + standalone:
            shop.sandbox.run("mv", path + ".away", path)
    assert row["state"] == "failure" and "docker has no compose plugin" in row["message"], row
    assert failed.returncode == 1 and "docker has no compose plugin" in failed.stderr, failed.stderr
    assert "unknown flag" not in failed.stderr
    shop.dusty("up")
    assert shop.until_front()["products"] == 3


@pytest.mark.parametrize("program, says", [("dockerd", "hangs"), ("containerd", "containerd")])
def test_an_engine_that_hangs_is_stale_within_two_seconds(shop, watcher, program, says, record_property):
    stopped = time.time()
    signal(shop, "STOP", program)
    try:
        snapshot, seen = watcher.until(lambda snapshot: not reachable(snapshot))
    finally:
        signal(shop, "CONT", program)
    record_property("seconds_to_stale", seen - stopped)
    print(f"{program}: stale after {seen - stopped:.2f} s")
    # The goal is 2 s; the machine that runs the tests has other things to do as well.
    assert seen - stopped < 4
    assert says in snapshot["engine"]["message"], snapshot["engine"]
    since = datetime.datetime.fromisoformat(snapshot["engine"]["since"].replace("Z", "+00:00")).timestamp()
    assert since < stopped + 0.5, "since the last answer, not since the finding"
    assert all(row["stale_since"] == snapshot["engine"]["since"] for row in snapshot["apps"])
    watcher.until(reachable)


def test_the_status_is_the_truth_even_if_no_client_watches(shop):
    assert reachable(shop.status())
    signal(shop, "STOP", "dockerd")
    try:
        time.sleep(1.2)  # What was heard before that is news.
        start = time.monotonic()
        assert not reachable(shop.status())
        assert time.monotonic() - start < 5
    finally:
        signal(shop, "CONT", "dockerd")
    until(lambda: reachable(shop.status()), 20, "the engine is seen again")


def test_a_busy_machine_is_not_taken_for_a_hung_engine(shop, watcher):
    hogs = [shop.sandbox.start("sh", "-c", "timeout 8 sh -c 'while :; do :; done'") for _ in range(12)]
    for hog in hogs:
        hog.wait()
    assert all(map(reachable, watcher.close()))


def test_a_job_that_waits_for_a_hung_engine_says_so_and_can_be_cancelled(shop):
    signal(shop, "STOP", "dockerd")
    try:
        client = shop.sandbox.start("dusty", "rebuild", "web", "--json", stdout=-1, stderr=-3)
        job = None
        for line in client.stdout:
            if "has not answered" in line:
                job = re.search(r"dusty cancel (\d+)", line).group(1)
                break
        assert job, "the job says that it waits"
        report = checks(shop)
        assert report["engine"]["state"] == "failure" and "restart" in report["engine"]["remedy"], report["engine"]
        start = time.monotonic()
        shop.dusty("cancel", job)
        client.stdout.read()
        client.wait(timeout=20)
        assert time.monotonic() - start < 15
        assert shop.status()["jobs"][0]["state"] == "cancelled"
    finally:
        signal(shop, "CONT", "dockerd")
    until(lambda: reachable(shop.status()), 20, "the engine is seen again")
    shop.dusty("up")
    assert shop.until_front()["products"] == 3


def test_an_engine_of_another_namespace_is_not_waited_for(shop, tmp_path):
    # From another mount namespace the sandbox's engine is seen and is not ours; what starts one there is recorded.
    bin = shop.sandbox.directory / "fakes"
    bin.mkdir()
    started = bin / "started"
    for name, script in [("docker", f"test -e {started}"), ("dockerd", f"touch {started}; exec sleep 5")]:
        (bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (bin / name).chmod(0o755)
    start = time.monotonic()
    shop.sandbox.run(
        "unshare", "-m", "sh", "-ec", f"mount -t tmpfs tmpfs /var/log; PATH={bin}:$PATH exec Scripts/start-engine")
    assert time.monotonic() - start < 20
    assert started.exists()


@pytest.fixture
def configured(shop):
    """Starts the engine again with a configuration, and afterwards as it was."""
    def restart(configuration):
        shop.sandbox.stop_engine()
        shop.sandbox.run("sh", "-ec", "mkdir -p /etc/docker; rm -f /etc/docker/daemon.json")
        if configuration:
            shop.sandbox.run("tee", "/etc/docker/daemon.json", input=json.dumps(configuration))
        shop.sandbox.start_engine()
        until(lambda: reachable(shop.status()), 20, "the engine is seen again")

    yield restart
    restart(None)
    shop.dusty("up")
    shop.until_front()


def test_addresses_work_with_an_engine_without_its_userland_proxy(shop, configured):
    """F05."""
    configured({"userland-proxy": False})
    said = shop.dusty("up").stdout
    assert shop.until_front()["products"] == 3
    row = checks(shop)["proxy path"]
    # Where the engine's networks reach each other the way is open without it, and must then be said to be.
    ways = (f"forwarded ports at {BRIDGE}", "over dusty_default, because nothing comes back from")
    assert row["state"] == "ok" and any(way in row["message"] for way in ways), row
    assert ("over dusty_default, because" in said) == (ways[1] in row["message"]), (said, row)


def test_an_engine_that_maps_users_is_found(shop, configured):
    """F20."""
    configured({"userns-remap": "default"})
    row = checks(shop)["user namespaces"]
    assert row["state"] == "failure" and "userns-remap" in row["message"] and "daemon.json" in row["remedy"], row
