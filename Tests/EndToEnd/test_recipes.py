"""docs/recipes.md: the specs of all recipes, and every command with its answer. Small programs of ours stand in for the code of people, and
for the frameworks in the images that are not to be had here."""

import re

import pytest
from sandbox import ROOT

PAGE = (ROOT / "docs" / "recipes.md").read_text()
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
IDENTITY = {
    "GIT_AUTHOR_NAME": "You", "GIT_AUTHOR_EMAIL": "you@example.org",
    "GIT_COMMITTER_NAME": "You", "GIT_COMMITTER_EMAIL": "you@example.org",
}
SERVER = """import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write({text!r}.encode() + b"\\n")
http.server.ThreadingHTTPServer(("", {port}), Page).serve_forever()
"""
MANAGE = """import sys
if sys.argv[1] == "runserver":
    exec(open("server.py").read())
print({"test": "OK", "makemigrations": "No changes detected"}.get(sys.argv[1], "migrated"))
"""
RAILS = """#!/bin/sh
case "$1" in
    server) exec python3 server.py ;;
    routes) echo "Prefix Verb URI Pattern" ;;
esac
"""
DEBUGPY = """import runpy, socketserver, sys, threading
class Adapter(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"Content-Length: 0\\r\\n\\r\\n")
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
threading.Thread(target=Server(("", 5678), Adapter).serve_forever, daemon=True).start()
runpy.run_path(sys.argv[-1])
"""
VOTE = 'import sys\nsys.path.append("/ballots")\nfrom ballots import CHOICES\n'
REPOS = {
    "seeds": {"seed.sql": "CREATE TABLE IF NOT EXISTS products (name text PRIMARY KEY);\n"
                          "INSERT INTO products VALUES ('chalk') ON CONFLICT DO NOTHING;\n"},
    "django-shop": {"requirements.txt": "", "manage.py": MANAGE, "server.py": SERVER.format(text="Django's welcome page", port=8000)},
    "rails-shop": {"bin/rails": RAILS, "server.py": SERVER.format(text="Rails' welcome page", port=3000)},
    "node-shop": {"package.json": "{}", "server.py": SERVER.format(text="served by npm run dev", port=5173)},
    "php-shop": {"index.php": "<?php\n"},
    "go-shop": {"cmd/shop/main.go": "package main\n"},
    "debugged": {"server.py": SERVER.format(text="debugged", port=8080), "debugpy.py": DEBUGPY},
    "monorepo": {
        "services/vote/vote.py": VOTE + SERVER.format(text="Vote for {}", port=8080).replace(
            "'Vote for {}'.encode()", '("Vote for ".replace("Choose for", "Choose") + " or ".join(CHOICES)).encode()'),
        "services/result/result.py": VOTE + SERVER.format(text="", port=8080).replace(
            "''.encode()", '("The result: " + " or ".join(CHOICES)).encode()'),
        "shared/ballots/ballots.py": 'CHOICES = ["tea", "coffee"]\n',
    },
}
# What an image has of its framework: a command that does what the recipe sees of it.
SHIMS = {
    "python:3.11": {"pip": 'exit 0'},
    "ruby:3.3": {"bundle": 'echo "Bundle complete!"'},
    "node:22": {"npm": 'case "$1" in ci) touch node_modules/made ;; run) exec python3 server.py ;; esac'},
    "php:8.3-apache": {"apache2-foreground": "exec python3 /usr/local/bin/page.py"},
    "golang:1.23": {"go": 'printf \'#!/bin/sh\\nexec python3 /usr/local/bin/page.py\\n\' >/tmp/shop; chmod +x /tmp/shop'},
}
PAGES = {
    "php:8.3-apache": SERVER.format(text="served by the image's own command", port=80),
    "golang:1.23": SERVER.format(text="built and served", port=8080),
}


def blocks(language, text):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def home(sandbox):
    """Specs of all recipes, repos with code, and images, on a machine whose daemon runs."""
    home = sandbox.directory / "home"
    place = home / "acme"
    files = re.findall(r"^`([\w/-]+\.yml)`\n\n```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(files) == 19 and len(dict(files)) == len(files)
    repos = {**REPOS, "specs": {name: text.replace("github.com/acme", str(place)) for name, text in files}}
    for repo, texts in repos.items():
        for name, text in texts.items():
            file = place / repo / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            file.chmod(0o755)
        git = ("git", "-C", place / repo)
        sandbox.run(*git, "init", "-q")
        sandbox.run(*git, "add", "-A")
        sandbox.run(*git, "commit", "-qm", "Begin", env=IDENTITY)
    for number, (image, shims) in enumerate(SHIMS.items()):
        context = sandbox.directory / f"image-{number}"
        context.mkdir()
        for name, text in shims.items():
            (context / name).write_text(f"#!/bin/sh\n{text}\n")
            (context / name).chmod(0o755)
        (context / "page.py").write_text(PAGES.get(image, ""))
        command = f'CMD ["{next(iter(shims))}"]\n' if image.startswith("php") else ""
        (context / "Dockerfile").write_text(
            "FROM python:3.11\nCOPY . /usr/local/bin/\nRUN mkdir -p /usr/local/bundle && ln -sf $(command -v python3) "
            f"/usr/local/bin/python\n{command}")
        sandbox.run("docker", "build", "-q", "-t", image, context)
    sandbox.run("Scripts/daemon", "start")
    sandbox.run("dusty", "setup", "--specs-repo", place / "specs", "--owner", "root", env={"HOME": str(home)})
    return home


def test_the_specs_of_all_recipes_are_valid_and_compile(sandbox, home):
    specs = home / "acme" / "specs"
    assert "no problems" in sandbox.text("dusty", "validate", specs)
    bundles = sorted(path.stem for path in (specs / "bundles").iterdir())
    assert len(bundles) == 8
    out = sandbox.directory / "out"
    sandbox.run("dusty", "compile", "--specs", specs, "--bundle", *bundles, "--machine-address", "127.65.0.1",
                "--bridge-address", "172.17.0.1", "--output", out)
    sandbox.run("docker", "compose", "-f", out / "docker-compose.yml", "config", "-q")


def test_the_page_lists_its_recipes():
    links = dict(re.findall(r"^- \[(.+)\]\(#(.+)\)$", PAGE, re.MULTILINE))
    assert list(links) == list(SECTIONS)
    assert all(anchor == title.lower().replace(" ", "-") for title, anchor in links.items())


@pytest.mark.parametrize("title", SECTIONS)
def test_every_command_of_a_recipe_works_and_answers_as_shown(sandbox, home, title):
    commands, answers = blocks("sh", SECTIONS[title]), blocks("text", SECTIONS[title])
    assert len(commands) == len(answers) == 1
    # The workers of the proxy that know the new names may begin a moment later on a busy machine.
    text = commands[0].replace("curl -s http", "curl -sf --retry 8 --retry-delay 1 --retry-all-errors http")
    result = sandbox.run("sh", "-eu", "-c", text, cwd=home, env={"HOME": str(home)}, timeout=200)
    place = 0
    said = result.stdout
    for answer in answers[0].splitlines():
        found = said.find(answer, place)
        if found < 0:
            assert answer in result.stderr, f"{text}\nlacks {answer!r}:\n{said}\n{result.stderr}"
            continue
        place = found + len(answer)
