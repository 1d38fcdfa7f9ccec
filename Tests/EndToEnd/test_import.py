"""Projects of Compose become specs, come up, and go back. Those in imports/ are written for this test, in the shapes of well-known ones."""

import json
import re
import shutil

import pytest

import compose_shapes
from sandbox import HERE, until
from screen import Screen

IDENTITY = {
    "GIT_AUTHOR_NAME": "You", "GIT_AUTHOR_EMAIL": "you@example.org",
    "GIT_COMMITTER_NAME": "You", "GIT_COMMITTER_EMAIL": "you@example.org", "USER": "root",
}
PROJECTS = ("poll", "page", "diary", "market")


@pytest.fixture(scope="module")
def projects(sandbox):
    """The projects as people have them, the diary in a git repo; beside each its specs."""
    directory = sandbox.directory / "projects"
    shutil.copytree(HERE / "imports", directory)
    sandbox.run("git", "-C", directory / "diary", "init", "-q")
    return directory


@pytest.fixture(scope="module")
def reports(sandbox, projects):
    """What `dusty import` says of each, where neither a daemon nor a variable of the shell is of any account."""
    environment = {"POSTGRES_PASSWORD": "of-the-shell", "CHOICES": "of-the-shell", "COMPOSE_PROFILES": "none"}
    return {
        name: json.loads(sandbox.text("dusty", "import", projects / name, "--to", projects / f"{name}-specs", "--json",
                                      env=environment))
        for name in PROJECTS
    }


@pytest.mark.parametrize("name", PROJECTS)
def test_what_is_imported_is_valid_and_compiles_into_what_compose_takes(sandbox, projects, reports, name):
    specs, output = projects / f"{name}-specs", projects / f"{name}-out"
    assert reports[name]["problems"] == []
    assert "no problems" in sandbox.text("dusty", "validate", specs)
    bundles = reports[name]["bundles"]
    sandbox.run("dusty", "compile", "--specs", specs, "--bundle", *bundles, "--machine-address", "127.65.0.1",
                "--bridge-address", "172.17.0.1", "--output", output)
    sandbox.run("docker", "compose", "-f", output / "docker-compose.yml", "config", "-q")
    sandbox.run("dusty", "compile", "--specs", specs, "--bundle", *bundles, "--eject", "--output", f"{output}-eject")
    sandbox.run("docker", "compose", "-f", f"{output}-eject/docker-compose.yml", "config", "-q")


@pytest.mark.parametrize("name", PROJECTS)
def test_every_field_that_compose_sees_is_in_the_report(sandbox, projects, reports, name):
    model = json.loads(sandbox.text("docker", "compose", "--project-directory", projects / name, "--profile", "*", "config",
                                    "--format", "json", cwd=projects / name, env={"CHOICES": "tea"}))
    rows = {(row.get("service"), row["field"].split(".")[0]) for row in reports[name]["fields"]}
    for service, definition in model["services"].items():
        for key, value in definition.items():
            if value is not None and value != {"default": None}:
                assert (service, key) in rows
    assert all(row.get("note") for row in reports[name]["fields"] if row["outcome"] != "taken")


def test_values_of_env_files_are_in_files_of_the_user_alone(projects, reports):
    specs = projects / "diary-specs"
    texts = "".join(path.read_text() for path in specs.glob("*/*.yml"))
    assert "inkwell" not in texts and "of-the-shell" not in texts
    assert "POSTGRES_PASSWORD=inkwell" in (specs / "env" / "db.env").read_text()
    assert (specs / "env" / "db.env").stat().st_mode & 0o777 == 0o600
    assert (specs / "env" / ".gitignore").read_text() == "*\n"
    poll = projects / "poll-specs"
    booth = (poll / "apps" / "booth.yml").read_text()
    # Texts keep what is no secret; the specs' own file says where to set it.
    assert 'CHOICES: "${CHOICES:-tea,coffee}"' in booth and "only-for-the-booth" not in booth
    assert (poll / ".env").read_text().endswith("\n# CHOICES=\n")
    assert not (specs / ".env").exists() or "inkwell" not in (specs / ".env").read_text()
    assert (poll / "env" / "booth.env").read_text() == "BOOTH_TOKEN=only-for-the-booth\n"


def test_values_of_an_included_projects_own_env_file_are_its_own_and_told(projects, reports):
    specs = projects / "market-specs"
    till = (specs / "services" / "till.yml").read_text()
    assert 'image: "market/till:2.1"' in till and "CURRENCY: EUR" in till and "five" not in till
    env = (specs / "env" / "till.env").read_text().splitlines()
    assert env == ["DRAWER=-left", "EMPTY=", "QUOTED=a $b", "TILL_KEY=five five"]
    rows = {(row["service"], row["field"]): row.get("note", "") for row in reports["market"]["fields"] if row.get("service")}
    assert rows["till", "image"] == "holds the value that the env file has for TILL_VERSION"
    assert rows["till", "hostname"] == ""
    assert "till.env, missing.env: its variables are in env/till.env" in rows["till", "env_file"]


def test_a_second_import_overwrites_nothing(sandbox, projects, reports):
    spec = projects / "poll-specs" / "apps" / "booth.yml"
    before = spec.read_text()
    result = sandbox.run("dusty", "import", projects / "poll", "--to", projects / "poll-specs", check=False)
    assert result.returncode == 1
    assert "nothing was written" in result.stderr
    assert spec.read_text() == before


def test_a_home_directory_that_is_a_clone_is_not_the_repo_of_the_projects_in_it(sandbox, projects):
    home = projects / "home"
    shutil.copytree(projects / "poll", home / "poll")
    sandbox.run("git", "init", "-q", home)
    sandbox.run("dusty", "import", home / "poll", "--to", home / "specs", env={"HOME": str(home)})
    booth = (home / "specs" / "apps" / "booth.yml").read_text()
    assert f"build: {home}/poll/booth\n" in booth and "repo:" not in booth


def test_a_project_that_compose_refuses_leaves_nothing(sandbox, projects):
    (projects / "broken.yml").write_text("services: {a: {image: x, depends_on: [b]}}\n")
    result = sandbox.run("dusty", "import", projects / "broken.yml", "--to", projects / "broken-specs", check=False)
    assert result.returncode == 1
    assert "docker compose refuses the project" in result.stderr
    assert not (projects / "broken-specs").exists()


def test_the_commands_that_it_prints_bring_the_project_up(sandbox, projects, reports):
    sandbox.run("Scripts/daemon", "start")
    for command in reports["poll"]["next"]:
        sandbox.run("sh", "-euc", command, env=IDENTITY)
    until(lambda: "Choose tea or coffee, with a token" in get(sandbox, "http://booth.poll.test/"), 30, "the booth answers")
    until(lambda: "the board" in get(sandbox, "http://board.poll.test/"), 30, "the board answers")


def test_what_it_does_is_done(sandbox, projects):
    get(sandbox, "http://booth.poll.test/tea")
    until(lambda: inside(sandbox, "queue", "redis-cli", "get", "counted:tea") == "1", 20, "the vote is counted")


def test_up_with_nothing_to_do_does_nothing(sandbox, projects):
    before = sandbox.text("docker", "ps", "-q", "--no-trunc")
    sandbox.run("dusty", "up")
    assert sandbox.text("docker", "ps", "-q", "--no-trunc") == before


def test_an_edit_is_seen_after_a_restart(sandbox, projects):
    file = projects / "poll" / "booth" / "booth.py"
    file.write_text(file.read_text().replace("Choose", "Pick"))
    sandbox.run("dusty", "restart", "booth")
    until(lambda: "Pick tea" in get(sandbox, "http://booth.poll.test/"), 30, "the edit is seen")


def test_the_way_out_works_without_dusty(sandbox, projects):
    sandbox.run("dusty", "down")
    out = projects / "poll-ejected"
    said = sandbox.text("dusty", "compile", "--specs", projects / "poll-specs", "--bundle", "poll", "--eject", "--output", out)
    address = re.search(r"^booth: port 80 is at (\S+)$", said, re.MULTILINE)[1]
    sandbox.run("docker", "compose", "-f", out / "docker-compose.yml", "up", "-d", "--build")
    until(lambda: "Pick tea" in get(sandbox, f"http://{address}/"), 30, "the booth answers without Dusty")
    assert "dusty" not in sandbox.text("docker", "ps", "--format", "{{.Names}}")
    sandbox.run("docker", "compose", "-f", out / "docker-compose.yml", "down", "-v", "-t", "2")


def test_init_asks_on_a_terminal_and_writes_what_is_valid(sandbox):
    code = sandbox.directory / "fresh"
    code.mkdir()
    (code / "requirements.txt").write_text("flask\n")
    sandbox.run("git", "init", "-q", code)
    screen = Screen(sandbox, f"cd {code} && dusty init ../fresh-specs && echo written")
    answers = (
        (r"^Name of the app \[fresh\]: *$", ""), (r"^Image it runs in \[python:.*\]: *$", "python:3.11"),
        (r"^Command that runs it.*: *$", "python -m http.server 8000"), (r"^Port it listens on, or - \[8000\]: *$", "y"),
        (r"^Host name \[fresh\.test\]: *$", "new.fresh.test"), (r"^Services it needs, of .*: *$", "redis, postgres"),
    )
    try:
        for question, answer in answers:
            screen.until(question)
            screen.type(f"{answer}\n")
        screen.until(r"^written$")
    finally:
        screen.close()
    specs = sandbox.directory / "fresh-specs"
    assert sandbox.text("dusty", "validate", specs) == "no problems"
    app = (specs / "apps" / "fresh.yml").read_text()
    assert "new.fresh.test" in app and "python:3.11" in app and "http.server" in app
    assert {path.stem for path in (specs / "services").iterdir()} == {"postgres", "redis"}


# What stands in for images that are not to be had: by name, the ports that it answers on, and commands that it has.
STAND_INS = {
    "mariadb:10.6": ("3306", {"mysqladmin": "exit 0"}),
    "ruby:3.3": ("", {"bundle": 'case "$3" in server) exec python3 -m http.server 3000 -d /diary ;; *) exec sleep 1000000 ;; esac'}),
    "market/front-end:0.3.12": ("8079", {}), "market/edge-router:0.1.1": ("80 8080", {}), "market/catalogue:0.3.5": ("80", {}),
    "market/catalogue-db:0.3.0": ("3306", {}), "rabbitmq:3.6.8": ("5672", {}), "market/queue-master:0.3.1": ("80", {}),
    "market/payment:0.4.3": ("80", {}), "market/carts:0.4.8": ("80", {}), "mongo:3.4": ("27017", {}), "market/till:2.1": ("80", {}),
}
ANSWER = """#!/usr/bin/env python3
import http.server, os, threading
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"stand-in for {os.environ['IMAGE']}\\n".encode())
for port in os.environ["PORTS"].split():
    threading.Thread(target=http.server.ThreadingHTTPServer(("", int(port)), Page).serve_forever).start()
"""


@pytest.fixture(scope="module")
def images(sandbox):
    for number, (image, (ports, commands)) in enumerate(STAND_INS.items()):
        context = sandbox.directory / f"stand-in-{number}"
        context.mkdir()
        for name, text in {**commands, "answer": ANSWER}.items():
            (context / name).write_text(text if name == "answer" else f"#!/bin/sh\n{text}\n")
            (context / name).chmod(0o755)
        (context / "Dockerfile").write_text(
            f'FROM python:3.11\nCOPY . /usr/local/bin/\nENV IMAGE={image} PORTS="{ports}"\nENTRYPOINT {json.dumps(["answer"] if ports else [])}\n')
        sandbox.run("docker", "build", "-q", "-t", image, context)


@pytest.mark.parametrize("name, url, text, file, old, new", [
    ("page", "http://proxy.page.test/", "Hello, with a password", "backend/hello.py", "Hello,", "Good day,"),
    ("diary", "http://web.diary.test/Gemfile", "rubygems.org", "Gemfile", "rubygems.org", "gems.example"),
    ("market", "http://edge-router.market.test/", "stand-in for market/edge-router", None, None, None),
])
def test_other_shapes_come_up_too_and_edits_are_seen(sandbox, projects, reports, images, name, url, text, file, old, new):
    for command in reports[name]["next"]:
        sandbox.run("sh", "-euc", command.replace("dusty setup", "dusty setup --same-project"), env=IDENTITY)
    status = json.loads(sandbox.text("dusty", "status", "--json"))
    rows = {row["name"]: row["state"] for row in status["apps"] + status["services"]}
    assert rows and set(rows.values()) == {"up"}, rows
    until(lambda: text in get(sandbox, url), 30, f"{name} answers")
    if file:
        path = projects / name / file
        path.write_text(path.read_text().replace(old, new))
        if file.endswith(".py"):
            sandbox.run("dusty", "restart", "backend")
        until(lambda: new in get(sandbox, url), 30, "the edit is seen")
    before = sandbox.text("docker", "ps", "-q", "--no-trunc")
    sandbox.run("dusty", "up")
    assert sandbox.text("docker", "ps", "-q", "--no-trunc") == before
    sandbox.run("dusty", "down")


def test_a_clone_keeps_its_address_and_a_worktree_of_it_builds_its_own_code(sandbox, projects, images):
    clone, specs = projects / "clone", projects / "clone-specs"
    shutil.copytree(projects / "poll", clone)
    git = ("git", "-C", clone)
    sandbox.run(*git, "init", "-q", "-b", "main")
    sandbox.run(*git, "add", "-A")
    sandbox.run(*git, "commit", "-qm", "Begin", env=IDENTITY)
    # Nothing answers there: all comes from the working copy.
    origin = "git@127.0.0.1:acme/poll.git"
    sandbox.run(*git, "remote", "add", "origin", origin)
    report = json.loads(sandbox.text("dusty", "import", clone, "--to", specs, "--json"))
    counter = (specs / "apps" / "counter.yml").read_text()
    assert origin in counter and "build: counter\n" in counter and str(clone) not in counter
    assert f"dusty repos override {origin} {clone}" in report["next"]
    for command in report["next"]:
        sandbox.run("sh", "-euc", command.replace("dusty setup", "dusty setup --same-project"), env=IDENTITY)
    worktree = projects / "clone-fix"
    sandbox.run(*git, "worktree", "add", "-q", worktree, "-b", "fix-count")
    file = worktree / "counter" / "counter.py"
    file.write_text(file.read_text().replace('"counted"', '"counted anew"'))
    sandbox.run("dusty", "stack", "new", "--up", cwd=worktree)
    of = "grep -c anew /counter.py /repo/counter.py; true"
    assert sandbox.text("docker", "exec", "dusty-fix-count_counter_1", "sh", "-c", of).split() == ["/counter.py:1", "/repo/counter.py:1"]
    assert sandbox.text("docker", "exec", "dusty_counter_1", "sh", "-c", of).split() == ["/counter.py:0", "/repo/counter.py:0"]
    sandbox.run("dusty", "stack", "remove", "fix-count", "--yes", cwd=projects)
    sandbox.run("dusty", "down")


def test_validate_and_compose_agree_on_hundreds_of_shapes(sandbox):
    """What Compose refuses is a problem of `validate`, what `validate` takes is taken by Compose once it is compiled, and where Dusty
    refuses more, that is listed."""
    directory = sandbox.directory / "shapes"
    shapes = compose_shapes.services()
    assert len(shapes) > 400
    ours = write_specs(directory / "all", {name: text for name, (_, _, text) in shapes.items()})
    report = json.loads(sandbox.run("dusty", "validate", ours, "--json", check=False).stdout)
    refused = {problem["file"].split("/")[1].removesuffix(".yml") for problem in report["problems"] if problem["severity"] == "error"}
    for name, (_, _, text) in shapes.items():
        body = "".join(f"    {line}\n" for line in text.splitlines())
        head = f"name: x\nservices:\n  target: {{image: x}}\n  {name}:\n"
        (directory / f"{name}.yml").write_text(f"{head}{body}volumes: {{data: {{}}}}\nnetworks: {{default: {{}}}}\n")
    check = "for f in *.yml; do docker compose -f $f --profile '*' config -q 2>/dev/null && echo ${f%.yml}; done; true"
    taken = set(sandbox.text("sh", "-c", check, cwd=directory, env={"HOME": str(directory)}).split())
    shown = {name: shapes[name][:2] for name in shapes}
    assert [shown[name] for name in shapes if name not in taken and name not in refused] == []
    assert {shown[name] for name in shapes if name in taken and name in refused} == compose_shapes.STRICTER
    accepted = [name for name in shapes if name not in refused]
    specs = write_specs(directory / "accepted", {name: shapes[name][2] for name in accepted}, accepted)
    sandbox.run("dusty", "compile", "--specs", specs, "--bundle", "all", "--machine-address", "127.65.0.1",
                "--bridge-address", "172.17.0.1", "--output", directory / "out")
    sandbox.run("docker", "compose", "-f", directory / "out" / "docker-compose.yml", "--profile", "*", "config", "-q")


def write_specs(directory, services, bundle=("target",)):
    (directory / "services").mkdir(parents=True)
    (directory / "bundles").mkdir()
    for name, text in {**services, "target": "image: x\n"}.items():
        (directory / "services" / f"{name}.yml").write_text(text)
    (directory / "bundles" / "all.yml").write_text(f"services: [{', '.join(bundle)}]\n")
    return directory


def get(sandbox, url):
    return sandbox.run("curl", "-sS", "-m", 5, "--noproxy", "*", url, check=False).stdout


def inside(sandbox, name, *command):
    return sandbox.run("docker", "exec", f"dusty_{name}_1", *command, check=False).stdout.strip()
