"""Services that answer under host names, are waited for by `ready`, and get assets: in `default`, in another stack and in suites."""

import json

import pytest

from sandbox import until

# It begins to answer only seconds after its start, with what the asset says; its health check never holds.
MAIL = """
image: python:3.11
init: true
command: ["sh", "-c", "sleep 3; mkdir -p /w; cp /etc/mail/licence /w/index.html; cd /w; exec python3 -u -m http.server 8025"]
healthcheck: {test: [CMD, "false"], interval: 1h}
ready: {http: {port: 8025}, timeout: 60}
host_forwarding:
  - {host_name: mail.shop.test, host_port: 80, container_port: 8025}
  - {host_name: smtp.shop.test, host_port: 1025, container_port: 8025, type: stream}
assets:
  - {name: licence, path: /etc/mail/licence}
"""
MEET = "python3 -uc \\\"import urllib.request as u; print('met', u.urlopen('http://mail:8025/', None, 1).read().decode())\\\""
LETTER = f"""
image: python:3.11
depends: {{services: [mail]}}
urls: {{MAIL_URL: mail.shop.test}}
commands: {{always: ["{MEET}", "exec sleep 1000"]}}
test: {{suites: [{{name: meet, command: ["{MEET}"], services: [mail]}}]}}
"""
URL = ("python3", "-c", "import os; print(os.environ['MAIL_URL'])")


@pytest.fixture(scope="module")
def post(shop):
    """The example with a service that has a host name, and an app that needs it; the asset is not set yet."""
    shop.publish({
        "services/mail.yml": MAIL, "apps/letter.yml": LETTER, "bundles/post.yml": "apps: [letter]\n",
    })
    shop.dusty("repos", "update")
    shop.dusty("bundles", "activate", "post")
    return shop


def provide(shop, text, *options):
    file = shop.sandbox.directory / "licence"
    file.write_text(text)
    shop.dusty("assets", "set", "licence", file, *options)


def test_nothing_starts_without_the_asset_of_a_service(post):
    result = post.dusty("up", check=False)
    assert result.returncode == 1 and "a required asset is not set: licence (mail)" in result.stderr, result.stderr
    assert post.row("mail")["state"] == "missing"
    listed = post.dusty("assets", "list", "mail").stdout
    assert "licence" in listed and "/etc/mail/licence" in listed, listed


def test_it_answers_through_the_proxy_with_what_its_asset_says(post):
    provide(post, "paid for\n")
    result = post.dusty("up")
    assert "mail: http://mail.shop.test/ tcp://smtp.shop.test:1025" in result.stdout, result.stdout
    assert post.get("http://mail.shop.test/") == "paid for\n"
    assert post.get("http://smtp.shop.test:1025/") == "paid for\n"
    assert b"127.65.0.1 mail.shop.test\n" in post.sandbox.read("/etc/hosts")
    # In another container too, without its port.
    program = "import urllib.request as u; print(u.urlopen('http://mail.shop.test/').read().decode())"
    assert post.inside("web", "python3", "-c", program).stdout.strip() == "paid for"
    assert post.inside("mail", "ls", "/dusty_assets", check=False).returncode != 0


def test_who_needs_it_waited_for_its_ready(post):
    assert "met paid for" in post.sandbox.run("docker", "logs", "dusty_letter_1").stdout
    # Started once, and not again and again until the service answered.
    assert post.row("letter")["restarts"] == 0 and post.row("letter")["state"] == "up"
    row = post.row("mail")
    assert (row["health"], row["urls"]) == ("healthy", ["http://mail.shop.test/", "tcp://smtp.shop.test:1025"]), row
    assert post.inside("letter", *URL).stdout == "http://mail.shop.test\n"
    names = json.loads(post.sandbox.text("curl", "-sS", "--unix-socket", "/run/dusty/dusty.sock", "http://dusty/v1/host-names"))
    assert {"app": "mail", "url": "http://mail.shop.test/"} in names["pages"], names


def test_nothing_is_left_to_do_and_the_doctor_has_tried_the_way(post):
    plan = post.dusty("plan").stdout
    assert plan == "nothing to do\n", plan
    checks = json.loads(post.dusty("doctor", "--json", check=False).stdout)
    path = next(check for check in checks["checks"] if check["name"] == "proxy path")
    assert path["state"] == "ok" and "forwarded port" in path["message"], path


def test_a_new_value_of_the_asset_replaces_the_service_and_nothing_else(post):
    before = post.containers()
    provide(post, "paid again\n")
    post.dusty("up")
    after = post.containers()
    assert {name for name in before if before[name][0] != after[name][0]} == {"dusty_mail_1"}
    assert post.get("http://mail.shop.test/") == "paid again\n"


def test_the_page_of_a_service_that_does_not_answer_says_why(post):
    post.dusty("stop", "mail")
    answer = post.get("http://mail.shop.test/")
    assert answer.startswith("mail does not answer") and "dusty logs mail" in answer, answer
    post.dusty("up")
    assert post.get("http://mail.shop.test/") == "paid again\n"


def test_a_suite_waits_for_it_as_up_does_and_gives_it_its_asset(post):
    result = post.dusty("test", "letter", "meet")
    assert result.stdout.startswith("met paid again"), result.stdout


def test_another_stack_has_its_own_name_for_it(post):
    post.dusty("stack", "new", "twin", "--bundles", "post")
    provide(post, "the twin's\n", "-s", "twin")
    post.dusty("up", "-s", "twin")
    stack = next(one for one in json.loads(post.sandbox.text("dusty", "stack", "list", "--json")) if one["name"] == "twin")

    def get(host):
        return post.sandbox.run("curl", "-sS", "-m", "10", "--noproxy", "*", "--resolve", f"{host}:80:{stack['address']}",
                                f"http://{host}/", check=False).stdout

    until(lambda: get("mail.twin.shop.test") == "the twin's\n", 30, lambda: f"it answers; now {get('mail.twin.shop.test')}")
    assert get("mail.shop.test") == "the twin's\n"
    assert post.get("http://mail.shop.test/") == "paid again\n"
    url = post.sandbox.text("docker", "exec", "dusty-twin_letter_1", *URL)
    assert url == "http://mail.twin.shop.test"
    post.dusty("stack", "remove", "twin", "--yes")
