"""`dusty test`: suites in stacks of their own, beside the one that runs."""

import hashlib
import json
import re
import signal
import xml.etree.ElementTree

import pytest

from sandbox import until

MEET = r"""
import socket, time
deadline = time.monotonic() + 10
for host in ("quick", "localhost"):
    while True:
        try:
            connection = socket.create_connection((host, 6379), timeout=1)
            break
        except OSError:
            assert time.monotonic() < deadline, host
            time.sleep(0.05)
    connection.sendall(b"INCR runs\r\n")
    print(host, connection.recv(100).decode().strip())
"""

SPECS = {
    "services/quick.yml": """
        image: redis:7.0
        volumes: ["/persist/shop/redis:/data", "named:/named"]
        ports: ["6379:6379"]
        container_name: dusty_redis_1
        """,
    "apps/probe.yml": """
        image: python:3.11
        commands: {always: [sleep 1000]}
        test:
          once: [echo prepared > /prepared]
          suites:
            - name: args
              description: Prints its arguments
              command:
                - cat /prepared
                - python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))'
              default_args: --word 'two words'
            - name: loop
              command: ["for i in a b; do echo t $i; done"]
            - name: own
              command: ["if true; then printf '[%s]' \\"$@\\"; fi # note"]
            - name: fail
              command: ["echo out; echo err >&2; exit 7"]
            - name: slow
              services: [quick]
              command: ["echo started; exec sleep 300"]
            - name: meet
              services: [quick]
              command: ["sleep 2; echo met"]
        """,
    "apps/loud.yml": """
        image: python:3.11
        commands: {always: [sleep 1000]}
        test:
          suites:
            - {name: big, command: ["python3 -c 'for i in range(200000): print(i, chr(120) * 60)'"]}
            - {name: long, command: ["python3 -c 'print(chr(122) * 300000, end=str())'"]}
            - {name: dots, command: ["printf .; sleep 2; echo end"]}
        """,
    "apps/several.yml": """
        image: python:3.11
        commands: {always: [sleep 1000]}
        test:
          suites:
            - {name: good, command: ["echo good"], description: Passes}
            - {name: bad, command: ["echo '<&'; exit 2"]}
            - {name: worse, command: [exit 4]}
        """,
    "apps/broken.yml": """
        image: python:3.11
        commands: {always: [sleep 1000]}
        test:
          once: [echo before, "false", echo after]
          suites: [{name: unit, command: ["true"]}]
        """,
    "services/sick.yml": """
        image: redis:7.0
        command: [sh, -c, "echo no disk; exit 3"]
        healthcheck: {test: [CMD, "true"], interval: 30s}
        """,
    "apps/needy.yml": """
        image: python:3.11
        commands: {always: [sleep 1000]}
        test:
          suites:
            - {name: unit, command: ["echo never"], services: [sick]}
        """,
    "libs/tested.yml": """
        repo: REPO
        mount: /tested
        test:
          image: python:3.11
          suites: [{name: unit, command: ["test -f /tested/server.py && pwd"]}]
        """,
}


@pytest.fixture(scope="module")
def tests(shop):
    """The example with some more apps to test."""
    origin = str(shop.directory / "origins" / "shop-web")
    shop.publish({name: text.replace("REPO", origin) for name, text in SPECS.items()})
    shop.dusty("up")
    return shop


def leftovers(shop):
    """What of test runs exists: containers, networks, volumes, directories."""
    listed = [
        shop.sandbox.text("docker", *words).splitlines()
        for words in (
            ("ps", "-a", "--filter", "label=dusty.test", "--format", "{{.Names}}"),
            ("network", "ls", "--filter", "name=-test-", "--format", "{{.Name}}"),
            ("volume", "ls", "--filter", "name=-test-", "--format", "{{.Name}}"),
        )
    ]
    directories = [
        [path.name for path in (shop.sandbox.directory / "state" / place).glob("*")]
        for place in ("test_runs", "machine/test_runs")
    ]
    return sum(listed + directories, [])


def started(shop, *arguments):
    """A run that has printed `started`."""
    client = shop.sandbox.start("dusty", "test", *arguments, stdout=-1)
    until(lambda: "started" in client.stdout.readline(), 60, "the suite starts")
    return client


def test_suites_are_listed_and_unknown_names_are_guessed(tests):
    lines = tests.dusty("test", "api").stdout.splitlines()
    assert re.split(r"\s{2,}", lines[0]) == ["TEST SUITE", "DESCRIPTION"]
    assert [line.split()[0] for line in lines[1:]] == ["integration", "unit"]
    suites = json.loads(tests.dusty("test", "--json", "probe").stdout)
    assert suites[0] == {"name": "args", "description": "Prints its arguments", "default_args": "--word 'two words'"}
    for words, guess in ((("aip",), "api"), (("aip", "unit"), "api"), (("api", "unti"), "unit")):
        result = tests.dusty("test", *words, check=False)
        assert result.returncode == 1 and f"`{guess}`" in result.stderr, result.stderr


def test_F08_a_suite_may_end_with_any_command_and_says_when_arguments_cannot_go_to_it(tests):
    assert tests.dusty("test", "probe", "loop").stdout == "t a\nt b\n"
    result = tests.dusty("test", "probe", "loop", "x", check=False)
    assert result.returncode == 64 and result.stdout == "", result
    assert "the suite loop takes no arguments" in result.stderr and 'write "$@"' in result.stderr
    assert tests.dusty("test", "probe", "own", "a b", "").stdout == "[a b][]"


def test_F09_output_is_whole_at_once_and_unbroken(tests):
    lines = "".join(f"{i} {'x' * 60}\n" for i in range(200000))
    said = tests.sandbox.text("sh", "-c", "dusty test loud big 2>/dev/null | { sleep 2; sha256sum; }")
    assert said.split()[0] == hashlib.sha256(lines.encode()).hexdigest()
    assert tests.dusty("test", "loud", "long").stdout == "z" * 300000
    client = tests.sandbox.start("dusty", "test", "loud", "dots", stdout=-1)
    assert client.stdout.read(1) == "." and client.poll() is None
    assert client.communicate()[0] == "end\n" and client.returncode == 0


def test_F09_a_client_that_vanishes_while_much_is_printed_leaves_nothing(tests):
    client = tests.sandbox.start("dusty", "test", "loud", "big", stdout=-1)
    client.stdout.read(1)
    # Inside, for the process out here only leads there.
    tests.sandbox.run("pkill", "-KILL", "-x", "dusty")
    client.wait(timeout=30)
    until(lambda: not leftovers(tests), 60, "all is removed")


def test_a126_a130_arguments_reach_the_suite_as_they_are(tests):
    result = tests.dusty("test", "probe", "args")
    assert result.stdout.splitlines() == ["prepared", '["--word", "two words"]']
    assert result.stderr.count("TESTS args PASSED") == 1
    words = ["a b", "-x", "--json", "$(id)", "'\"", "--", "é"]
    result = tests.dusty("test", "probe", "args", *words)
    assert json.loads(result.stdout.splitlines()[1]) == words


def test_a126_exit_code_and_streams_are_those_of_the_suite(tests):
    result = tests.dusty("test", "probe", "fail", check=False)
    assert (result.returncode, result.stdout) == (7, "out\n")
    assert "err\n" in result.stderr and "TESTS fail FAILED" in result.stderr
    assert leftovers(tests) == []


def test_a89_a130_the_image_is_used_again_until_something_changes(tests):
    def image():
        return tests.sandbox.text("docker", "images", "--format", "{{.Tag}} {{.ID}}", "dusty/test_probe")

    first = image()
    assert len(first.splitlines()) == 1
    tests.dusty("test", "probe", "args")
    assert image() == first
    # A container made from the image by hand is not part of any run.
    own = tests.sandbox.text("docker", "run", "-d", "--entrypoint", "sleep", f"dusty/test_probe:{first.split()[0]}", "300")
    tests.dusty("test", "--recreate", "probe", "args")
    assert tests.sandbox.text("docker", "rm", "-f", own) == own
    tests.sandbox.run("docker", "image", "prune", "-f")
    again = image()
    assert again.split()[0] == first.split()[0] and again != first and len(again.splitlines()) == 1
    tests.publish({"apps/probe.yml": SPECS["apps/probe.yml"].replace("echo prepared", "echo renewed")})
    assert tests.dusty("test", "--no-pull", "probe", "args").stdout.startswith("prepared\n")
    assert image() == again
    # What was pulled is used in this very run.
    assert tests.dusty("test", "probe", "args").stdout.startswith("renewed\n")
    assert len(image().splitlines()) == 1 and image().split()[0] != first.split()[0]


def test_a127_all_runs_every_suite_and_combines_the_codes(tests):
    report = tests.sandbox.directory / "report.xml"
    result = tests.dusty("test", "--junit", report, "several", "all", check=False)
    assert result.returncode == 6
    assert result.stdout.startswith("good\n<&\n")
    rows = [line.split() for line in result.stdout.splitlines()[-3:]]
    assert [(row[0], "PASS" in row, "FAIL" in row) for row in rows] == [
        ("good", True, False), ("bad", False, True), ("worse", False, True),
    ]
    suite = xml.etree.ElementTree.parse(report).getroot()[0]
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("several", "3", "2")
    assert suite[1].get("name") == "bad" and suite[1][0].text == "<&"
    last = json.loads(tests.dusty("test", "--json", "several", "all", check=False).stdout.splitlines()[-1])
    assert [test["result"] for test in last["tests"]] == ["passed", "failed", "failed"]


def test_a_lib_is_tested_in_its_mount(tests):
    assert tests.dusty("test", "tested", "unit").stdout == "/tested\n"


def test_the_running_stack_and_its_data_are_left_alone(tests):
    tests.order(product=1)
    front = tests.until_front(lambda front: front["orders"] > 0)
    before, hosts = tests.containers(), tests.sandbox.read("/etc/hosts")
    result = tests.dusty("test", "api", "all")
    assert re.search(r"^integration .*PASS", result.stdout, re.MULTILINE), result.stdout
    assert tests.containers() == before
    assert tests.sandbox.read("/etc/hosts") == hosts
    assert tests.front()["orders"] == front["orders"]
    assert leftovers(tests) == []
    assert len(tests.sandbox.text("docker", "images", "-q", "dusty/test_api").splitlines()) == 1


def test_services_are_reached_by_name_and_on_localhost(tests):
    command = json.dumps(["cat > /tmp/meet.py <<'END'" + MEET + "END\npython3 /tmp/meet.py"])
    tests.publish({"apps/meeting.yml": f"""
        image: python:3.11
        commands: {{always: [sleep 1000]}}
        test:
          suites:
            - {{name: unit, services: [quick], command: {command}}}
        """})
    for _ in range(2):
        # Fresh data each time: the counter starts over.
        assert tests.dusty("test", "meeting", "unit").stdout.split() == ["quick", ":1", "localhost", ":2"]


def test_two_runs_and_an_up_go_side_by_side(tests):
    runs = [tests.sandbox.start("dusty", "test", "probe", "meet", stdout=-1, stderr=-1) for _ in range(2)]

    def projects():
        shape = '{{.Label "dusty.test"}}'
        lines = tests.sandbox.text("docker", "ps", "--filter", "label=dusty.test", "--format", shape).splitlines()
        return {line for line in lines if line}

    until(lambda: len(projects()) == 2, 30, "two runs at once")
    tests.dusty("up")
    assert [run.communicate(timeout=60)[0] for run in runs] == ["met\n", "met\n"]
    assert leftovers(tests) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_when_the_client_goes_away(tests, number):
    client = started(tests, "probe", "slow")
    assert leftovers(tests)
    tests.sandbox.run("pkill", f"-{number.value}", "-x", "dusty")
    code = client.wait(timeout=30)
    if number == signal.SIGINT:
        # Ctrl-C waits until all is gone.
        assert code == 130
        assert leftovers(tests) == []
    until(lambda: leftovers(tests) == [], 30, lambda: f"nothing is left; now {leftovers(tests)}")
    until(lambda: tests.status()["jobs"][0]["state"] == "cancelled", 10, "the job is cancelled")


def test_nothing_is_left_after_the_daemon_was_killed(tests):
    client = started(tests, "probe", "slow")
    tests.sandbox.run("pkill", "-KILL", "-x", "dustyd")
    assert client.wait(timeout=30) == 69
    assert leftovers(tests)
    tests.sandbox.run("Scripts/daemon", "start")
    until(lambda: leftovers(tests) == [], 30, lambda: f"nothing is left; now {leftovers(tests)}")


def test_kept_containers_stay_and_can_be_removed_as_printed(tests):
    result = tests.dusty("test", "--keep", "probe", "fail", check=False)
    command = re.search(r"docker compose -p \S+ down -v", result.stderr)
    assert result.returncode == 7 and command, result.stderr
    assert leftovers(tests)
    tests.sandbox.run(*command.group().split())
    tests.dusty("test", "probe", "fail", check=False)
    assert leftovers(tests) == []


def test_a57_a_failing_once_fails_the_run_and_leaves_no_image(tests):
    result = tests.dusty("test", "broken", "unit", check=False)
    assert result.returncode == 1
    assert "before" in result.stderr and "after" not in result.stderr and "exit code 1" in result.stderr
    assert tests.sandbox.text("docker", "images", "-q", "dusty/test_broken") == ""
    assert leftovers(tests) == []


def test_a_service_that_does_not_come_up_is_named_with_its_last_lines(tests):
    result = tests.dusty("test", "needy", "unit", check=False)
    assert result.returncode == 1 and result.stdout == ""
    assert "sick | no disk" in result.stderr and "did not come up: sick" in result.stderr, result.stderr
    assert leftovers(tests) == []
