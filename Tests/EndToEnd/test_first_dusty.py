"""Specs of our own in the exact shapes of the first Dusty's public examples come up unchanged, all five bundles; images are stood in for."""

import pytest

from sandbox import HERE, until

# What stands in for images of 2015: the tools that the specs call.
IMAGES = {
    "python:2.7.10": "FROM python:3.11\nRUN printf '#!/bin/sh\\nexit 0\\n' >/usr/local/bin/pip && chmod 755 /usr/local/bin/pip\n",
    "mongo:3.0.4": "FROM python:3.11\nRUN printf '#!/bin/sh\\nshift $(($# - 1)); exec python3 -m http.server ${1#p}\\n'"
                   " >/usr/local/bin/mongod && chmod 755 /usr/local/bin/mongod\n",
    "acme/notebook": "FROM python:3.11\nRUN printf '#!/bin/sh\\ncd /root && exec python3 -m http.server 8888\\n' >/notebook.sh"
                     " && chmod 755 /notebook.sh\n",
}
# {repos} in them is where the test's repos are.
SPECS = HERE.parent / "Shapes" / "FirstDusty"
BUNDLES = ("hello-world", "file-server", "note-book", "ring", "hound")
APP = """
import http.server, os, urllib.request
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        stored = urllib.request.urlopen('http://%s:27017/' % os.environ['MONGO_HOST'], timeout=5).status
        self.send_response(200); self.end_headers()
        self.wfile.write(('%s %s' % (os.environ['APP_NAME'], stored)).encode())
http.server.HTTPServer(('', 5000), Answer).serve_forever()
"""


@pytest.fixture(scope="module")
def examples(shop):
    """All five bundles beside the shop, up at once."""
    for name, text in IMAGES.items():
        shop.sandbox.run("docker", "build", "-q", "-t", name, "-", input=text)
    repos = shop.directory / "origins"
    shop.make_repo("greeter", {"app.py": APP, "app_test.py": "print('tested')\n", "requirements.txt": "flask\n"})
    shop.make_repo("hound", {"install.sh": "printf '#!/bin/sh\\nexec sleep 1000\\n' >/usr/local/bin/watch_for\n"
                                           "chmod 755 /usr/local/bin/watch_for\n"})
    shop.publish({str(path.relative_to(SPECS)): path.read_text().replace("{repos}", str(repos)) for path in SPECS.glob("*/*.yml")})
    shop.dusty("up")
    return shop


def test_they_are_valid_but_for_a_warning_of_one_name_for_two_things(examples):
    said = examples.dusty("validate").stdout
    assert "error" not in said and "the app `hound` is already defined" in said


@pytest.mark.parametrize("bundle", BUNDLES)
def test_each_bundle_comes_up_and_then_nothing_is_left_to_do(examples, bundle):
    examples.dusty("bundles", "activate", bundle)
    examples.dusty("up", "--no-pull")
    assert "nothing to do" in examples.dusty("plan").stdout


def test_they_answer(examples):
    for name, answer in (("one", "Greeter one 200"), ("two", "Greeter two 200"), ("files", "hello-world.txt"),
                         ("notebook", "Directory listing")):
        until(lambda: answer in examples.get(f"http://local.{name}.com/"), 30, f"{name} answers")
    program = "import urllib.request as u; print([u.urlopen(f'http://ring1:{port}/').status for port in (27018, 27019)])"
    until(lambda: examples.inside("one", "python3", "-c", program, check=False).stdout.strip() == "[200, 200]", 20,
          "both of the ring answer in one network")


def test_their_suites_scripts_and_shells_run(examples):
    for suite in ("unit", "mongo_test"):
        assert "tested" in examples.dusty("test", "one", suite).stdout
    assert examples.dusty("scripts", "ring", "begin").stdout.split() == ["begun"]
    assert examples.dusty("scripts", "hound", "example_create").returncode == 0
    assert examples.dusty("shell", "one", "--", "pwd").stdout == "/greeter\n"
