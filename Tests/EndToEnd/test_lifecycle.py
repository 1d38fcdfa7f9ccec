"""Plan, readiness, inputs of installs, names inside containers, the page of an app that does not answer."""

import datetime
import json
import re
import time

import pytest

from sandbox import until

MARKER = "/.dusty_first_time_started"


@pytest.fixture(scope="module")
def stack(shop):
    """The example with its specs under the test's hands: an edit counts at once."""
    shop.publish({"notes.md": "edited by tests\n"})
    shop.dusty("repos", "override", "specs", shop.specs)
    shop.dusty("up")
    return shop


def spec(stack, name, text):
    path = stack.specs / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def started(stack, name):
    text = stack.sandbox.text("docker", "inspect", "-f", "{{.State.StartedAt}}", f"dusty_{name}_1")
    return datetime.datetime.fromisoformat(re.sub(r"\.(\d{6})\d*Z$", r".\1+00:00", text)).timestamp()


def marker(stack, name):
    """What was done in a container, and with what."""
    lines = stack.inside(name, "cat", MARKER).stdout.splitlines()
    return {line.rpartition(" ")[0] if line.startswith("once") else " ".join(line.split()[:2]): line for line in lines}


def ask(stack, url, accept):
    return stack.sandbox.run("curl", "-sS", "-m", "10", "--noproxy", "*", "-i", "-H", f"Accept: {accept}", url).stdout


def test_a_plan_shows_what_up_would_do_and_touches_nothing(stack):
    assert stack.dusty("plan").stdout == "nothing to do\n"
    before, hosts = stack.containers(), stack.sandbox.read("/etc/hosts")
    web = (stack.specs / "apps" / "web.yml").read_text()
    rule = "\n  - host_name: planned.shop.test\n    host_port: 80\n    container_port: 8080\ncommands:"
    spec(stack, "apps/web.yml", web.replace("\ncommands:", rule) + "  environment: {PLANNED: 'yes'}\n")
    short = stack.dusty("up", "--dry-run").stdout
    assert short == stack.dusty("plan").stdout and all(re.match(r"\d+\. ", line) for line in short.splitlines())
    text = stack.dusty("plan", "--diff").stdout
    assert text.startswith(short)
    assert re.search(r"^\d+\. replace the container of web \(environment changed, ports changed\)$", text, re.MULTILINE)
    assert "\n+127.65.0.1 planned.shop.test\n" in text
    assert "+        server_name planned.shop.test;" in text
    assert "+      PLANNED:" in text
    report = json.loads(stack.dusty("plan", "--json").stdout)
    assert [action["subject"] for action in report["actions"] if action["kind"] == "replace"] == ["web"]
    assert {diff["path"] for diff in report["diffs"]} >= {"/etc/hosts"}
    assert stack.containers() == before
    assert stack.sandbox.read("/etc/hosts") == hosts
    spec(stack, "apps/web.yml", web)
    assert stack.dusty("plan").stdout == "nothing to do\n"


def test_up_with_names_brings_up_what_they_need_and_leaves_others_alone(stack):
    stack.dusty("stop", "--rm", "web", "worker", "api", "redis")
    others = stack.containers()
    assert "create the container of web" not in stack.dusty("plan", "api").stdout
    output = stack.dusty("up", "--no-pull", "api").stdout
    assert output.splitlines()[-1].startswith("api: http://api.shop.test/")
    states = {name: stack.row(name)["state"] for name in ("api", "redis", "postgres", "web", "worker")}
    assert states == {"api": "up", "redis": "up", "postgres": "up", "web": "missing", "worker": "missing"}
    assert {name: others[name] for name in others} == {name: stack.containers()[name] for name in others}
    assert stack.dusty("ps", "-q").stdout.split() == [stack.row(name)["container"] for name in ("api", "postgres", "redis")]
    quiet = stack.dusty("up", "--no-pull", "-q")
    assert quiet.stdout == quiet.stderr == "" and stack.row("web")["state"] == "up"
    wrong = stack.dusty("up", "-q", "apj", check=False)
    assert wrong.returncode == 1 and wrong.stdout == "" and wrong.stderr.startswith("error: ") and "api" in wrong.stderr


def test_a57_names_inside_containers_lead_to_the_proxy(stack):
    fetch = "import urllib.request as r; print(r.urlopen('http://api.shop.test/products', timeout=5).status)"
    connect = "import socket; socket.create_connection(('db.shop.test', 5432), 5); print('connected')"

    def all_answer():
        return (stack.inside("web", "python", "-c", fetch, check=False).stdout == "200\n"
                and stack.inside("worker", "python", "-c", connect, check=False).stdout == "connected\n")

    until(all_answer, 20, "names inside containers answer")
    stack.sandbox.run("docker", "restart", "-t", "1", "dusty_dustyInternalNginx_1")
    until(all_answer, 20, "the same after the proxy was restarted")
    stack.sandbox.run("docker", "rm", "-f", "dusty_dustyInternalNginx_1")
    stack.dusty("up")
    until(all_answer, 20, "the same with a new proxy")
    assert stack.front()["products"] == 3


def test_a53_a_lib_is_installed_again_when_its_code_changed_and_nothing_else_is(stack):
    before, containers = marker(stack, "worker"), stack.containers()
    assert len(before) == 2
    stack.dusty("restart", "worker")
    assert marker(stack, "worker") == before
    stack.publish({"news.txt": "new in the kit\n"}, repo="shopkit")
    stack.dusty("repos", "override", "shopkit", stack.directory / "work" / "shopkit")
    stack.dusty("restart", "worker")
    after = until(lambda: (now := marker(stack, "worker")) != before and now, 20, "the kit is installed again")
    assert {part for part in after if after[part] != before[part]} == {"lib shopkit"}
    assert stack.containers()["dusty_worker_1"][0] == containers["dusty_worker_1"][0]


def test_a112_a113_restart_by_repo_takes_who_has_it(stack):
    before = stack.containers()
    stack.dusty("restart", "--repos", "shopkit")
    after = stack.containers()
    assert {name for name in after if after[name] != before[name]} == {"dusty_api_1", "dusty_worker_1"}
    result = stack.dusty("restart", "--repos", "shopkid", check=False)
    assert result.returncode == 1 and "shopkit" in result.stderr
    assert stack.containers() == after


def test_an_app_that_does_not_answer_has_a_page(stack):
    def answers():
        return ask(stack, "http://web.shop.test/", "text/html").startswith("HTTP/1.1 200")

    until(answers, 30, "web answers")
    stack.dusty("stop", "web")
    page = ask(stack, "http://web.shop.test/any?thing", "text/html,*/*")
    assert page.startswith("HTTP/1.1 502") and "text/html" in page and "web does not answer" in page
    assert "stopped" in page and "content-security-policy: default-src 'none'" in page.lower()
    told = json.loads(ask(stack, "http://web.shop.test/", "application/json").split("\n\n", 1)[1])
    assert told["app"] == "web" and told["state"] == "stopped" and told["lines"]
    assert ask(stack, "http://web.shop.test/", "*/*").split("\n\n", 1)[1].startswith("web does not answer: it is stopped")
    stack.sandbox.run("Scripts/daemon", "stop")
    assert "dusty logs web" in ask(stack, "http://web.shop.test/", "*/*")
    stack.sandbox.run("Scripts/daemon", "start")
    stack.dusty("restart", "web", "--no-sync")
    until(answers, 30, "web answers again")


SLOW = """
image: python:3.11
commands:
  always:
    - echo "slow begins"
    - sleep 1.5
    - exec python -u -c "import socket, time; s = socket.create_server(('', 9000)); print('ready', time.time()); time.sleep(3600)"
ready: {tcp: 9000, timeout: 30}
"""


def test_ready_gates_who_depends_on_it(stack):
    spec(stack, "apps/slow.yml", SLOW)
    spec(stack, "apps/after.yml", "image: python:3.11\ndepends: {apps: [slow]}\ncommands: {always: [exec sleep 3600]}\n")
    spec(stack, "bundles/gates.yml", "description: gates\napps: [after]\n")
    stack.dusty("bundles", "activate", "gates")
    client = stack.sandbox.start("dusty", "up", "--no-pull", stdout=-3)
    stack.until_state("slow", "starting")
    assert client.wait(timeout=60) == 0
    assert stack.row("slow")["state"] == "up" and stack.row("slow")["health"] == "healthy"
    log = stack.sandbox.text("docker", "logs", "dusty_slow_1")
    delay = started(stack, "after") - float(re.search(r"ready (\S+)", log)[1])
    print(f"dependency ready -> dependant started: {delay:.3f} s")
    assert 0 <= delay < 1.5
    assert stack.dusty("plan").stdout == "nothing to do\n"


def test_who_never_becomes_ready_is_named_with_his_last_lines(stack):
    spec(stack, "apps/late.yml", SLOW.replace("slow", "late").replace("9000, timeout: 30", "9001, timeout: 3"))
    spec(stack, "apps/behind.yml", "image: python:3.11\ndepends: {apps: [late]}\ncommands: {always: [exec sleep 3600]}\n")
    spec(stack, "bundles/gates.yml", "description: gates\napps: [behind]\n")
    result = stack.dusty("up", "--no-pull", check=False)
    assert result.returncode == 1
    assert "late is unhealthy: port 9001 does not answer: Connection refused, for more than 3 s" in result.stderr
    assert "behind was not started, because it needs late" in result.stderr
    assert "late | late begins" in result.stdout
    assert stack.row("late")["state"] == "unhealthy"
    assert "dusty_slow_1" not in stack.containers() and stack.front()["products"] == 3
    stack.dusty("bundles", "deactivate", "gates")
    stack.dusty("up", "--no-pull")
    assert "dusty_late_1" not in stack.containers()


def test_a_container_has_the_time_to_end_that_its_spec_gives_it(stack):
    spec(stack, "services/stubborn.yml", """
image: python:3.11
command: ["sh", "-c", "trap '' TERM; while :; do sleep 1; done"]
stop_grace_period: 1s
""")
    spec(stack, "bundles/stubborn.yml", "description: stubborn\nservices: [stubborn]\n")
    stack.dusty("bundles", "activate", "stubborn")
    stack.dusty("up", "--no-pull")
    begun = time.monotonic()
    stack.dusty("stop", "stubborn")
    assert time.monotonic() - begun < 8, "the ten seconds of a container whose spec says nothing"
    state = stack.sandbox.text("docker", "inspect", "-f", "{{.State.ExitCode}}", "dusty_stubborn_1").strip()
    assert state == "137"
    stack.dusty("bundles", "deactivate", "stubborn")
    stack.dusty("up", "--no-pull")


@pytest.mark.parametrize("commands, words", [
    ("{always: ['sleep 0.1 &']}", "brief exited with code 0"),
    ("{always: [exec sleep 3600], once: [sleep 0.5, exit 3]}", "brief exited with code 3"),
    ("{always: [exit 4]}", "brief exited with code 4"),
])
def test_what_ends_at_once_is_no_success(stack, commands, words):
    spec(stack, "apps/brief.yml", f"image: python:3.11\ncommands: {commands}\n")
    spec(stack, "bundles/brief.yml", "description: brief\napps: [brief]\n")
    stack.dusty("bundles", "activate", "brief")
    result = stack.dusty("up", "--no-pull", check=False)
    assert result.returncode == 1 and f"not ready: {words}" in result.stderr, result.stderr
    assert "hint: see why: `dusty logs brief`" in result.stderr
    refused = stack.dusty("exec", "-s", "default", "brief", "true", check=False)
    assert "brief is not running, it exited with code" in refused.stderr
    stack.dusty("bundles", "deactivate", "brief")
    stack.dusty("up", "--no-pull")
    for command in ("logs", "restart", "exec"):
        inactive = stack.dusty(command, "brief", *(["true"] if command == "exec" else []), check=False)
        assert "brief is not active" in inactive.stderr and "`dusty bundles activate brief`" in inactive.stderr


def test_f14_a_paused_container_is_said_to_be_and_goes_on(stack):
    engine = stack.sandbox.run
    before = started(stack, "worker")
    for way, remains in (("up", True), ("restart worker", False), ("stop worker", False)):
        # A busy kernel may be unable to freeze it the first time.
        until(lambda: engine("docker", "pause", "dusty_worker_1", check=False).returncode == 0, 30, "the engine pauses it")
        stack.until_state("worker", "paused")
        stack.dusty(*way.split(), *(["--no-pull"] if way == "up" else []))
        state = engine("docker", "inspect", "-f", "{{.State.Status}}", "dusty_worker_1").stdout.strip()
        assert state == ("exited" if way.startswith("stop") else "running"), way
        if remains:
            assert started(stack, "worker") == before
    stack.dusty("up", "--no-pull")
    assert stack.until_state("worker", "up")


def test_a132_a133_stop_with_rm_takes_only_what_was_named(stack):
    before = stack.containers()
    stack.dusty("stop", "--rm", "worker")
    assert stack.row("worker")["state"] == "missing"
    assert stack.containers() == {name: state for name, state in before.items() if name != "dusty_worker_1"}
    stack.dusty("up", "--no-pull", "--no-recreate")
    assert stack.row("worker")["state"] == "up"


def test_shutdown_stops_everything_and_leaves_this_host_alone(stack):
    events = stack.job("shutdown")
    assert any("this host keeps running" in str(event.get("summary")) for event in events)
    assert {state[-1] for state in stack.containers().values()} == {"exited"}
