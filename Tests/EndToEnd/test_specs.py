"""What specs may say: schemas for editors, hostile values, and what the programs say of good and of bad specs."""

import json
import pathlib
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
