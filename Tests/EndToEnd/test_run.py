"""`make run` and what it leaves running; `up` again; bundles; `make down`."""

import re

import pytest

from sandbox import ROOT, until
from shop import ADDRESS, APPS, SERVICES, Shop

BEFORE = b"127.0.0.1\tlocalhost\n127.0.1.1\tsandbox\n# kept  as\tit is, also without a line end"


@pytest.fixture(scope="module")
def shop(sandbox):
    """The example as `make run` brings it up, on a machine whose hosts file has lines of its own."""
    sandbox.run("tee", "/etc/hosts", input=BEFORE.decode())
    sandbox.output = sandbox.run("make", "--no-print-directory", "run", timeout=600).stdout
    return Shop(sandbox)


def test_make_run_prints_the_status_and_what_each_url_answers(shop):
    output = shop.sandbox.output
    for name in APPS + SERVICES:
        assert re.search(rf"\b{name}\b.*\bup\b", output), output
    assert re.search(r"^http://web\.shop\.test/?\s+200 .*3 products", output, re.MULTILINE), output
    assert re.search(r"^http://api\.shop\.test/?\s+200 .*\"products\": 3", output, re.MULTILINE), output
    assert re.search(r"^tcp://db\.shop\.test:5432/?\s+PostgreSQL", output, re.MULTILINE), output


def test_pages_show_values_of_postgresql_and_redis(shop):
    first, second = shop.front(), shop.front()
    assert first["products"] == 3
    assert second["visits"] == first["visits"] + 1
    stored = shop.inside("redis", "redis-cli", "GET", "visits").stdout.strip()
    assert int(stored) == second["visits"]
    page = shop.get("http://web.shop.test/")
    assert "3 products (PostgreSQL)" in page
    assert f"{second['visits'] + 1} visits (Redis)" in page


def test_an_order_goes_through_redis_and_the_worker_into_postgresql(shop):
    before = shop.front()["orders"]
    shop.order(product=2, quantity=3)
    shop.until_front(lambda front: front["orders"] == before + 1)
    query = "SELECT product, quantity FROM orders ORDER BY id DESC LIMIT 1"
    assert shop.inside("postgres", "psql", "-U", "shop", "-Atc", query).stdout.strip() == "2|3"


def test_the_stream_rule_reaches_postgresql_by_host_name_and_port(shop):
    client = ROOT / "Examples" / "shop" / "repos" / "shopkit"
    program = (
        "import sys; sys.dont_write_bytecode = True; from shopkit.postgres import Connection; "
        "print(Connection('db.shop.test', 5432, 'shop', 'chalk-and-cheese', 'shop')('SHOW server_version'))"
    )
    assert "'15." in shop.sandbox.text("/usr/bin/python3", "-c", program, env={"PYTHONPATH": str(client)})


def test_ports_are_bound_to_the_stack_and_bridge_addresses_only(shop):
    lines = shop.sandbox.text("ss", "-Hltn").splitlines()
    published = {line.split()[3] for line in lines if re.search(r":(80|5432|65\d\d\d)$", line.split()[3])}
    assert {f"{ADDRESS}:80", f"{ADDRESS}:5432", "172.17.0.1:65000"} <= published
    assert {address.rsplit(":", 1)[0] for address in published} == {ADDRESS, "172.17.0.1"}


def test_the_hosts_file_keeps_every_byte_of_others(shop):
    hosts = shop.sandbox.read("/etc/hosts")
    assert hosts.startswith(BEFORE)
    assert re.fullmatch(
        rb"\n?# BEGIN section for Dusty\n"
        rb"(127\.65\.0\.1 (api|db|web)\.shop\.test\n){3}"
        rb"# END section for Dusty\n?", hosts[len(BEFORE):],
    ), hosts


def test_once_output_is_in_the_log_and_in_its_file(shop):
    assert "tables and products are there" in shop.inside("api", "cat", "/var/log/dusty_once_fn.log").stdout
    assert "tables and products are there" in shop.dusty("logs", "api").stdout


def test_a_second_up_changes_nothing_and_restarts_nothing(shop):
    containers, hosts = shop.containers(), shop.sandbox.read("/etc/hosts")
    events = shop.job("up")
    assert events[-1]["state"] == "succeeded"
    assert shop.containers() == containers
    assert shop.sandbox.read("/etc/hosts") == hosts


def test_deactivating_a_bundle_stops_only_what_nothing_needs(shop):
    before = shop.containers()
    shop.dusty("bundles", "deactivate", "fulfilment")
    shop.dusty("up")
    after = shop.containers()
    assert "dusty_worker_1" not in after or after["dusty_worker_1"][2] != "running"
    for name in before.keys() - {"dusty_worker_1"}:
        assert after[name] == before[name]
    shop.dusty("bundles", "activate", "fulfilment")
    shop.dusty("up")
    shop.until_state("worker", "up")
    assert {name: shop.containers()[name] for name in before.keys() - {"dusty_worker_1"}} == {
        name: state for name, state in before.items() if name != "dusty_worker_1"
    }


def test_stop_and_up_keep_the_data(shop):
    orders = shop.front()["orders"]
    shop.dusty("stop")
    until(lambda: all(state[2] != "running" for state in shop.containers().values()), 20, "everything stops")
    shop.dusty("up")
    assert shop.until_front()["orders"] == orders


def test_make_down_undoes_make_run(shop):
    pid = shop.daemon
    shop.dusty("stack", "new", "beside", "--up")
    assert shop.dusty("stack", "list", "-q").stdout.splitlines() == ["default", "beside"]
    assert any(name.startswith("dusty-beside_") for name in shop.containers())
    shop.sandbox.run("make", "--no-print-directory", "down")
    assert shop.containers() == {}
    assert shop.sandbox.text("docker", "network", "ls", "-q", "--filter", "name=dusty") == ""
    assert shop.sandbox.read("/etc/hosts") == BEFORE
    assert shop.sandbox.run("test", "-e", f"/proc/{pid}", check=False).returncode == 1
    assert shop.sandbox.run("test", "-e", "/etc/dusty/config.yml", check=False).returncode == 1
    assert shop.dusty("status", check=False).returncode == 69
