"""What specs may say: schemas for editors, hostile values, and what the programs say of good and of bad specs."""

import json
import os
import pathlib
import random
import re
import subprocess

import jsonschema
import pytest
import yaml

from sandbox import ROOT

KINDS = {"apps": "app", "libs": "lib", "bundles": "bundle", "services": "service"}
FIXTURES = ROOT / "Tests" / "DustyCoreTests" / "Fixtures"
DUSTY = ROOT / ".build" / "debug" / "dusty"

HOSTILE = ["a b", "it's", 'say "hi"', "; touch /tmp/x", "$(id)", "${HOME}", "$$", "`id`", "two\nlines", "-rf", "日本語", "🦊",
           "#no", "a: b", "- a", "&anchor", "*alias", "!tag", "yes", "null", "0777", "12:30:45", "1e3", "", " lead", "trail "]


def validators():
    found = {}
    for folder, kind in KINDS.items():
        schema = json.loads((ROOT / "docs" / "schemas" / f"{kind}.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        found[folder] = jsonschema.Draft202012Validator(schema)
    return found


def broken_cases():
    """The cases of the corpus that are marked as refused by a schema too: name, and text by file."""
    for path in sorted((FIXTURES / "broken").glob("*.txt")):
        for case in re.split(r"^## ", path.read_text(), flags=re.M)[1:]:
            name, _, body = case.partition("\n")
            files = {file: text for file, text in re.findall(r"^@ (\S+)\n(.*?)(?=^[@=] |\Z)", body, flags=re.M | re.S)}
            yield name, files


def is_refused(files, schemas):
    for file, text in files.items():
        validator = schemas[file.partition("/")[0]]
        try:
            document = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError):
            continue
        if not validator.is_valid(document):
            return True
    return False


def good_files():
    roots = [*FIXTURES.glob("golden/*/specs"), ROOT / "Examples" / "shop" / "specs"]
    return sorted(file for root in roots for file in root.glob("*/*.yml"))


def test_the_schemas_accept_good_specs():
    schemas = validators()
    files = good_files()
    assert len(files) > 20
    for file in files:
        errors = [error.message for error in schemas[file.parent.name].iter_errors(yaml.safe_load(file.read_text()))]
        assert not errors, f"{file}: {errors}"


def test_the_schemas_refuse_what_the_decoder_refuses_in_one_file():
    schemas = validators()
    cases = list(broken_cases())
    marked = [(name, files) for name, files in cases if name.endswith("[schema]")]
    assert len(marked) > 100
    for name, files in marked:
        assert is_refused(files, schemas), name


def test_hostile_values_reach_compose_as_they_were(tmp_path):
    environment = {f"V{index}": text for index, text in enumerate(HOSTILE)}
    for path, text in {
        "apps/a.yml": {"image": "x", "commands": {"always": []}, "compose": {"environment": environment}},
        "services/s.yml": {"image": "y", "command": ["run", *HOSTILE], "labels": environment},
        "bundles/b.yml": {"apps": ["a"], "services": ["s"]},
    }.items():
        file = tmp_path / path
        file.parent.mkdir()
        # JSON is YAML too, and no reader takes its texts for anything else.
        file.write_text(json.dumps(text, ensure_ascii=False))
    out = tmp_path / "out"
    subprocess.run([DUSTY, "compile", "--specs", tmp_path, "--bundle", "b", "--machine-address", "127.65.0.1",
                    "--bridge-address", "172.17.0.1", "--output", out], check=True)
    config = subprocess.run(["docker", "compose", "-f", out / "docker-compose.yml", "config", "--format", "json"],
                            check=True, capture_output=True, text=True)
    # Compose prints texts in which it would replace something with the dollar doubled.
    services = json.loads(config.stdout.replace("$$", "$"))["services"]
    assert services["a"]["environment"] == environment
    assert services["s"]["command"] == ["run", *HOSTILE]
    assert environment.items() <= services["s"]["labels"].items()


# What YAML 1.1 takes for truth values and numbers, with what Compose of today makes of it where it does something.
WORDS = {"yes": None, "no": None, "on": None, "off": None, "On": None, "NO": None, "y": None, "n": None, "true": None, "22:22": None,
         "0": None, "True": "true", "FALSE": "false", "022": "18", "0o22": "18", "0x10": "16", "1e3": "1000", "1_000": "1000",
         "3.10": "3.1", "+5": "5", ".5": "0.5", "007": "7", "2001-12-14": "2001-12-14 00:00:00 +0000 UTC"}


def test_f16_words_mean_what_they_mean_in_compose_and_numbers_what_is_written(tmp_path):
    service = "image: y\n" + "".join(f"{key}:\n" + "".join(f"  V{index}: {word}\n" for index, word in enumerate(WORDS))
                                     for key in ("environment", "labels"))
    for path, text in {"services/s.yml": service, "bundles/b.yml": "services: [s]\n"}.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)
    out = tmp_path / "out"
    subprocess.run([DUSTY, "compile", "--specs", tmp_path, "--bundle", "b", "--machine-address", "127.65.0.1",
                    "--bridge-address", "172.17.0.1", "--output", out], check=True)
    (tmp_path / "plain.yml").write_text("services:\n  s:\n" + re.sub("^", "    ", service, flags=re.M))

    def configured(file, key):
        config = subprocess.run(["docker", "compose", "-f", file, "config", "--format", "json"],
                                check=True, capture_output=True, text=True)
        values = json.loads(config.stdout)["services"]["s"][key]
        return [values[f"V{index}"] for index in range(len(WORDS))]

    for key in ("environment", "labels"):
        assert configured(out / "docker-compose.yml", key) == list(WORDS)
        assert configured(tmp_path / "plain.yml", key) == [changed or word for word, changed in WORDS.items()]


def test_f13_f18_validate_refuses_paths_that_lead_nowhere_and_reads_what_windows_wrote(tmp_path):
    for path, text in {"services/rel.yml": "\ufeffimage: python:3.11\nenv_file: ./rel.env\nvolumes: ['./reldata:/data', '~/data:/home2']\n"
                                           "scale: 2\n", "bundles/rel.yml": "services: [rel]\n"}.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_bytes(text.replace("\n", "\r\n").encode())
    result = subprocess.run([DUSTY, "validate", tmp_path], capture_output=True, text=True)
    assert result.returncode == 1
    assert re.findall(r"rel\.yml:(\S+): error: (\S+):", result.stdout) == [
        ("2:11", "env_file"), ("3:11", "volumes.0"), ("3:30", "volumes.1"), ("4:8", "scale")], result.stdout


def test_a09_good_specs_validate_through_the_daemon_and_from_a_directory(shop):
    assert shop.dusty("validate").stdout == "no problems\n"
    assert shop.dusty("validate", shop.specs).stdout == "no problems\n"
    assert json.loads(shop.sandbox.text("dusty", "validate", "--json")) == {"ok": True, "problems": []}


def test_a10_bad_specs_fail_both_ways_as_compilers_print(shop):
    shop.publish({"apps/extra.yml": "image: x\ncommands: {allways: []}\n"})
    try:
        shop.dusty("up", check=False)
        results = [shop.dusty("validate", check=False), shop.dusty("validate", shop.specs, check=False)]
    finally:
        shop.withdraw()
        shop.dusty("up")
    for result in results:
        assert result.returncode == 1
        lines = [line for line in result.stdout.splitlines() if "apps/extra.yml" in line]
        assert [re.sub(r"^\S*apps/", "apps/", line) for line in lines] == [
            "apps/extra.yml:2:11: error: commands.always: this key is required",
            "apps/extra.yml:2:12: error: commands.allways: unknown key",
        ], result.stdout


def test_explain_answers_without_a_daemon(tmp_path):
    result = subprocess.run([DUSTY, "explain", "ready", "--json"], check=True, capture_output=True, text=True,
                            env={"DUSTY_SOCKET_PATH": str(tmp_path / "none")})
    assert [key["key"] for key in json.loads(result.stdout)["keys"]] == ["app.ready"]
    printed = subprocess.run([DUSTY, "explain", "--schema", "app"], check=True, capture_output=True, text=True).stdout
    assert printed == pathlib.Path(ROOT / "docs" / "schemas" / "app.json").read_text()


@pytest.mark.parametrize("key", ["host_pot", "nothing.like.this"])
def test_explain_of_an_unknown_key_fails_with_a_hint(key):
    result = subprocess.run([DUSTY, "explain", key], capture_output=True, text=True)
    assert result.returncode == 1
    assert f"no key `{key}`" in result.stderr


# Variables of `.env` as Compose has them, compared with Compose itself: a file, and texts made by a generator.
ENV_FILE = """\ufeff# a comment
TAG=15
export NAME=shop # behind
EMPTY=
SPACED = a b
YAML: colon
SINGLE='it\\'s $NAME \\n'
DOUBLE="two\\t$NAME \\$NAME $$NAME \\"q\\" \\0101 \\x"
LINES="first
second ${NOT:-d}"
HASH=a#b
INNER=${NAME}-${TAG:+x}${NOT-y}
DOLLAR=$$5
YES=yes
PORT=8080
""".replace("\n", "\r\n")
SET = ["TAG", "NAME", "EMPTY", "SPACED", "YAML", "SINGLE", "DOUBLE", "LINES", "HASH", "INNER", "DOLLAR"]
NAMES = [*SET, "NOT", "_NOT2"]
LITERALS = ["a", "b c", "-", ":", "?", "+", "ü", "$$", "$ ", "$1", "$(id)", "'", '"', "}", "/x", "%", "=", "$$NAME", "$${NAME}", "#"]


def variable_text(numbers, depth=0):
    """A text with variables in every form. `?` is given to what is set alone: elsewhere Compose refuses the whole file."""
    parts = []
    for _ in range(numbers.randint(1, 3)):
        form, name = numbers.randrange(9), numbers.choice(NAMES)
        inner = variable_text(numbers, depth + 1) if depth < 3 else "deep"
        inner = inner.replace("}", "") if inner.count("{") != inner.count("}") else inner
        if form == 0:
            parts.append("${%s}" % name)
        elif form == 1:
            parts.append(f"${name}" + numbers.choice(["", "-", ".", " "]))
        elif form == 2 and depth < 3:
            parts.append("${%s?%s}" % (numbers.choice(SET), "no"))
        elif form in (3, 4):
            parts.append("${%s%s%s}" % (name, numbers.choice(["-", ":-"]), inner))
        elif form in (5, 6):
            parts.append("${%s%s%s}" % (name, numbers.choice(["+", ":+"]), inner))
        else:
            parts.append(numbers.choice(LITERALS if depth == 0 else [text for text in LITERALS if "}" not in text]))
    return "".join(parts)


def write_specs(directory, service, environment):
    """The service as a spec and as a Compose file, each beside the same `.env`."""
    for path, text in {"specs/services/s.yml": json.dumps(service), "specs/bundles/b.yml": "services: [s]\n",
                       "plain/compose.yml": json.dumps({"services": {"s": service}})}.items():
        file = directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for place in ("specs", "plain"):
        (directory / place / ".env").write_bytes(environment.encode())


def configured(file):
    """What Compose makes of a file; None where it refuses it."""
    shell = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "DOCKER_CONFIG")}
    config = subprocess.run(["docker", "compose", "--project-name", "p", "-f", file, "config", "--format", "json"],
                            capture_output=True, text=True, cwd=file.parent, env=shell)
    # Of a value that spans lines Compose keeps the line ends of Windows; to Dusty they are line ends everywhere.
    return json.loads(config.stdout.replace(r"\r\n", r"\n"))["services"]["s"] if config.returncode == 0 else None


def compiled(directory):
    return subprocess.run([DUSTY, "compile", "--specs", directory / "specs", "--bundle", "b", "--machine-address", "127.65.0.1",
                           "--bridge-address", "172.17.0.1", "--output", directory / "out"], capture_output=True, text=True)


def test_variables_mean_what_they_mean_in_compose(tmp_path):
    numbers = random.Random(15)
    texts = [variable_text(numbers) for _ in range(600)] + ["${%s}" % name for name in NAMES]
    values = {f"V{index}": text for index, text in enumerate(texts)}
    service = {"image": "x:${TAG}", "environment": values, "labels": values, "command": ["run", *texts], "tty": "${YES}",
               "read_only": "${NOT:-off}", "init": "${NOT-True}", "ports": ["${PORT}:80", {"target": "${TAG}", "published": "${PORT}"}],
               "mem_limit": "${NOT:-64m}", "cpus": "${NOT:-0.5}", "pids_limit": "${TAG}", "restart": "${NOT:-always}",
               "healthcheck": {"test": ["CMD", "${NAME}"], "interval": "${TAG}s", "retries": "${TAG}", "disable": "${NOT:-no}"},
               "stop_grace_period": "${TAG}s", "ulimits": {"nofile": {"soft": "${TAG}", "hard": "${PORT}"}}, "hostname": "${NAME}"}
    write_specs(tmp_path, service, ENV_FILE)
    result = compiled(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    ours, theirs = configured(tmp_path / "out" / "docker-compose.yml"), configured(tmp_path / "plain" / "compose.yml")
    different = [(text, ours["environment"][name], theirs["environment"][name]) for name, text in values.items()
                 if ours["environment"][name] != theirs["environment"][name]]
    assert different == []
    for key in service:
        if key == "labels":
            assert theirs[key].items() <= ours[key].items()
        else:
            assert ours.get(key) == theirs.get(key), key


@pytest.mark.parametrize("line, is_right", [
    ("A=1", True), ("export A=1", True), ("A : b", True), ("A='x", False), ('A="x', False), ("A B=1", False), ("A=${", False), ("A=${B}", True),
    ("A=${B?no}", False), ("A=a\"b", True), ("A@=1", False), ("# A", True), ("A=$", True), ("A='${'", True), ('A="\\$"', True)])
def test_what_compose_refuses_in_a_file_of_variables_is_refused(tmp_path, line, is_right):
    write_specs(tmp_path, {"image": "x", "labels": {"a": "${A-none}"}}, f"{line}\n")
    result, theirs = compiled(tmp_path), configured(tmp_path / "plain" / "compose.yml")
    assert (theirs is not None) == is_right
    assert (result.returncode == 0) == is_right, result.stdout
    if is_right:
        assert configured(tmp_path / "out" / "docker-compose.yml")["labels"]["a"] == theirs["labels"]["a"]
    else:
        assert "/.env:1:" in result.stdout + result.stderr


@pytest.mark.parametrize("text", ["${", "${}", "${1}", "${A!}", "${A", "${A:?say so}", "${EMPTY:?}", "${A?}"])
def test_texts_that_compose_refuses_are_refused(tmp_path, text):
    write_specs(tmp_path, {"image": "x", "labels": {"a": text}}, "EMPTY=\n")
    assert configured(tmp_path / "plain" / "compose.yml") is None
    assert compiled(tmp_path).returncode == 1


def test_f15_a_bare_name_has_the_value_of_the_file_and_never_that_of_a_shell(tmp_path):
    service = {"image": "x", "environment": ["TAG", "EMPTY"], "build": {"context": "/src", "args": ["TAG"]}}
    write_specs(tmp_path, service, "TAG=15\nEMPTY=\n")
    assert compiled(tmp_path).returncode == 0
    ours = configured(tmp_path / "out" / "docker-compose.yml")
    theirs = configured(tmp_path / "plain" / "compose.yml")
    assert ours["environment"] == theirs["environment"] == {"TAG": "15", "EMPTY": ""}
    assert ours["build"]["args"] == theirs["build"]["args"] == {"TAG": "15"}
    write_specs(tmp_path, {"image": "x", "environment": ["PATH"]}, "TAG=15\n")
    result = compiled(tmp_path)
    assert result.returncode == 1 and "this variable has no value" in result.stdout + result.stderr


def test_a_change_of_the_variables_changes_just_the_containers_that_have_them(shop):
    files = {".env": "NOTE_LEVEL=one\nNOTE_TOKEN=hush-hush-one\n",
             "services/noted.yml": "image: redis:7.0\nlabels: {level: $NOTE_LEVEL}\ncommand: [redis-server, --requirepass, $NOTE_TOKEN]\n",
             "services/plain.yml": "image: redis:7.0\ncommand: [sh, -c, 'exec redis-server --port $${PORT:-6379}']\n",
             "bundles/notes.yml": "services: [noted, plain]\n"}

    def containers():
        return {name: shop.sandbox.text("docker", "ps", "-q", "--no-trunc", "--filter", f"label=dusty.service={name}").strip()
                for name in ("noted", "plain")}

    shop.publish(files)
    try:
        shop.dusty("up")
        shop.dusty("bundles", "activate", "notes")
        shop.dusty("up")
        before = containers()
        assert all(before.values())
        shop.publish(files | {".env": "# more\nNOTE_LEVEL=two\nNOTE_TOKEN=hush-hush-two\n"})
        shop.dusty("repos", "update")
        plan = shop.sandbox.text("dusty", "plan", "--json")
        subjects = {action["subject"] for action in json.loads(plan)["actions"]}
        assert "noted" in subjects and "plain" not in subjects, plan
        assert "hush-hush" not in plan and "(changed)" in plan, plan
        shop.dusty("up")
        after = containers()
        assert after["plain"] == before["plain"] and after["noted"] != before["noted"]
        assert "two" in shop.sandbox.text("docker", "inspect", "-f", "{{json .Config.Labels}}", after["noted"])
    finally:
        shop.dusty("bundles", "deactivate", "notes")
        shop.publish({name: None for name in files})
        shop.dusty("up")
