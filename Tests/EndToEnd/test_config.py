"""Setup from nothing, assets, variables, settings, and repos behind a real SSH server and agent."""

import json
import re
import stat

import pytest

from sandbox import until

SECRET = b"it's $(id) `id`\n\x00\xff -- \xf0\x9f\x98\x80\n"
APP = """
repo: {api}
branch: release/2.x
mount: /api
image: python:3.11
commands: {{once: [], always: [exec sleep 1000000]}}
assets:
  - {{name: key, path: "/etc/it's/a key"}}
  - {{name: hint, path: /hint, required: false}}
  - {{name: inside, path: "/api/conf [x]/key", required: false}}
compose: {{environment: {{MODE: spec, KEEP: spec}}}}
"""


class World:
    """A developer, ann, whose agent alone holds the key to a git server; Dusty knows nothing yet."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.home = sandbox.directory / "ann"
        self.server = sandbox.directory / "git"
        self.state = sandbox.directory / "state"
        self.machine = self.state / "machine"
        self.agent = str(self.home / "agent")
        for name, home in (("ann", self.home), ("git", self.server)):
            sandbox.run("useradd", "--create-home", "--home-dir", home, "--shell", "/bin/sh", "--password", "*", name)
        # Ann is the owner, and not in the group.
        sandbox.run("groupadd", "--system", "--force", "dusty")
        self._serve()
        self.specs = self.address("specs")
        self.make("api", {"main.txt": "trunk\n"})
        self.commit("api", {"main.txt": "release\n"}, branch="release/2.x")
        self.make("specs", {
            "bundles/all.yml": "description: Grüße, 世界\napps: [api]\n",
            "apps/api.yml": APP.format(api=self.address("api")),
        })
        sandbox.run("Scripts/daemon", "start")

    def _serve(self):
        ssh = self.home / ".ssh"
        self.ann("mkdir", "-m", "700", ssh)
        self.ann("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ssh / "key")
        self.ann("sh", "-c", f"echo '# mine' >{ssh}/known_hosts")
        self.ann("ssh-agent", "-a", self.agent)
        self.ann("ssh-add", "-q", ssh / "key", env={"SSH_AUTH_SOCK": self.agent})
        self.sandbox.run("sh", "-c", f"mkdir -p /run/sshd {self.server}/.ssh && mv {ssh}/key.pub {self.server}/.ssh/authorized_keys")
        (ssh / "key").unlink()
        self.sandbox.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/run/sshd/host")
        options = ("HostKey=/run/sshd/host", "ListenAddress=127.0.0.1:2222", "StrictModes=no", "UsePAM=no",
                   "PidFile=none", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no")
        self.sandbox.run("/usr/sbin/sshd", "-f", "/dev/null", *(f"-o{option}" for option in options))

    def address(self, repo):
        return f"ssh://git@localhost:2222{self.server}/{repo}.git"

    def ann(self, *command, **options):
        environment = {"HOME": str(self.home), **options.pop("env", {})}
        switch = ("setpriv", "--reuid", "ann", "--regid", "ann", "--init-groups")
        return self.sandbox.run(*switch, *command, env=environment, **options)

    def setup(self, *arguments, agent=True, **options):
        """Root sets Dusty up for ann, with her agent."""
        environment = {"SSH_AUTH_SOCK": self.agent if agent else "", "SUDO_USER": "ann"}
        return self.sandbox.run("dusty", "setup", *arguments, env=environment, **options)

    def dusty(self, *arguments, agent=True, **options):
        return self.ann("dusty", *arguments, env={"SSH_AUTH_SOCK": self.agent if agent else ""}, **options)

    def json(self, *arguments):
        return json.loads(self.dusty(*arguments, "--json").stdout)

    def make(self, repo, files):
        bare = self.server / f"{repo}.git"
        self.sandbox.run("git", "init", "-q", "--bare", "--initial-branch=trunk", bare)
        self.commit(repo, files)

    def commit(self, repo, files, branch="trunk"):
        """Puts files into the repo on the server, as a colleague would push them."""
        work = self.sandbox.directory / "work" / repo
        git = ("git", "-c", "user.name=Bob", "-c", "user.email=bob@example.org", "-C", work)
        if not work.exists():
            self.sandbox.run("git", "init", "-q", "--initial-branch=trunk", work)
        if self.sandbox.run(*git, "checkout", "-q", branch, check=False).returncode:
            self.sandbox.run(*git, "checkout", "-q", "-B", branch)
        for name, text in files.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.sandbox.run(*git, "add", "-A")
        self.sandbox.run(*git, "commit", "-q", "-m", "Change")
        # Git of another user would not trust the directory.
        self.sandbox.run("chown", "-R", "root:root", f"{self.server}/{repo}.git")
        self.sandbox.run(*git, "push", "-q", f"{self.server}/{repo}.git", "HEAD")
        self.sandbox.run("chown", "-R", "git:git", self.server)

    def inside(self, *command):
        return self.sandbox.run("docker", "exec", "dusty_api_1", *command, text=False).stdout

    def containers(self):
        return self.sandbox.text("docker", "ps", "-aq", "--no-trunc", "--filter", "name=dusty_api_1").split()

    @property
    def clone(self):
        return next(row for row in self.json("repos", "list") if row["short_name"] == "api")


@pytest.fixture(scope="module")
def world(sandbox):
    return World(sandbox)


def test_A123_before_setup_every_command_says_what_to_do(world):
    result = world.sandbox.run("dusty", "bundles", "list", check=False)
    assert result.returncode == 1 and "dusty setup" in result.stderr, result.stderr
    assert world.setup(check=False).returncode == 64
    assert world.sandbox.text("dusty", "config", "get", "specs_repo") == ""
    assert world.dusty("status", check=False).returncode == 77


def test_A64_without_the_agent_setup_names_host_user_and_agent_and_keeps_nothing(world):
    result = world.setup("--specs-repo", world.specs, agent=False, check=False)
    assert result.returncode == 1
    for word in ("ann", "localhost", "publickey", "agent"):
        assert word in result.stderr, result.stderr
    assert world.sandbox.text("dusty", "config", "get", "specs_repo") == ""


def test_A123_A143_setup_clones_as_the_user_and_keeps_known_hosts(world):
    result = world.setup("--specs-repo", world.specs, "--bundle", "all")
    assert "next: `dusty up`" in result.stdout, result.stdout
    clone = world.state / "repos" / f"localhost{world.server}" / "specs"
    assert clone.stat().st_uid == world.home.stat().st_uid
    known = (world.home / ".ssh" / "known_hosts").read_text()
    assert known.startswith("# mine\n") and len(known.splitlines()) == 2, known
    bundles = world.json("bundles", "list")
    assert bundles == [{"name": "all", "description": "Grüße, 世界", "active": True}]


def test_A139_up_refuses_to_start_without_a_required_asset(world):
    result = world.dusty("up", check=False)
    assert result.returncode == 1
    assert "key (api)" in result.stderr and "dusty assets set key FILE" in result.stderr, result.stderr
    assert world.containers() == []


def test_A139_an_asset_reaches_only_its_container_and_is_nowhere_to_be_seen(world):
    file = world.home / "my key"
    file.write_bytes(SECRET)
    world.sandbox.run("chown", "ann:ann", file)
    file.chmod(0o600)
    world.dusty("assets", "set", "key", file)
    world.dusty("up")
    assert world.inside("cat", "/etc/it's/a key") == SECRET
    assert world.inside("stat", "-c", "%a", "/etc/it's/a key") == b"600\n"
    assert world.inside("ls", "/dusty_assets") == b"key\n"
    place = world.machine / "persist" / "dusty_assets"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (place, place / "key")] == [0o700, 0o600]
    read = world.sandbox.run("dusty", "assets", "read", "key", text=False).stdout
    assert read == SECRET
    sign = "it's $(id)"
    assert sign not in world.sandbox.text("docker", "inspect", "dusty_api_1")
    for path in world.state.rglob("*"):
        if path.is_file() and "dusty_assets" not in path.parts:
            assert sign.encode() not in path.read_bytes(), path
    assert sign not in world.sandbox.text("ps", "axww", "-o", "args")


def test_A139_a_new_value_makes_a_new_container_and_the_same_does_not(world):
    before = world.containers()
    world.dusty("assets", "set", "key", "-", input="same\n")
    world.dusty("up")
    after = world.containers()
    assert before != after and world.inside("cat", "/etc/it's/a key") == b"same\n"
    world.dusty("assets", "set", "key", "-", input="same\n")
    world.dusty("up")
    assert world.containers() == after


def test_an_asset_inside_the_code_outlives_syncs(world):
    world.dusty("assets", "set", "inside", "-", input="within\n")
    world.dusty("up")
    before = world.containers()
    world.dusty("sync")
    world.dusty("up")
    assert world.inside("cat", "/api/conf [x]/key") == b"within\n"
    assert world.containers() == before
    world.dusty("assets", "unset", "inside")
    world.dusty("up")
    assert b"conf" not in world.inside("ls", "/api")


def test_A139_an_unset_asset_is_missed_again_and_hostile_names_are_refused(world):
    world.dusty("assets", "unset", "key")
    assert world.dusty("up", check=False).returncode == 1
    assert world.dusty("assets", "read", "key", check=False).returncode == 1
    for name in ("../key", "a/b", "a b", "..", "$(id)"):
        result = world.dusty("assets", "set", name, "/dev/null", check=False)
        assert result.returncode == 1 and "name of an asset" in result.stderr, result.stderr
    large = world.home / "large"
    large.write_bytes(b"x" * (5 << 20))
    assert "4 MiB" in world.dusty("assets", "set", "key", large, check=False).stderr
    world.dusty("assets", "set", "key", "-", input="same\n")
    rows = {row["name"]: row for row in world.json("assets", "list")}
    assert rows["key"]["bytes"] == 5 and "set_at" not in rows["hint"]


def test_A138_a_variable_beats_the_spec_whatever_is_in_it(world):
    value = "it's \"a\" $HOME ${X} $(id) `id`; rm\nsecond line — 😀 \\ #"
    world.dusty("env", "set", "api", "MODE", value)
    file = world.home / "api.env"
    file.write_text("# mine\nAPI_TOKEN='hush'=hush\nFROM_HOME\n")
    world.ann("dusty", "env", "set", "api", "--file", file, env={"FROM_HOME": "from home"})
    world.dusty("up")
    environment = dict(
        entry.split("=", 1) for entry in world.inside("cat", "/proc/1/environ").decode().split("\0") if entry
    )
    assert environment["MODE"] == value
    assert environment["KEEP"] == "spec"
    assert environment["API_TOKEN"] == "'hush'=hush" and environment["FROM_HOME"] == "from home"
    assert "hush" not in world.dusty("env", "list").stdout
    assert "hush" in world.dusty("env", "list", "api", "--show").stdout
    config = world.sandbox.read("/etc/dusty/config.yml").decode()
    assert "hush" not in config
    assert world.sandbox.text("stat", "-c", "%a", "/etc/dusty/env.yml") == "600"


def test_A138_unset_goes_back_to_the_spec_and_unknown_names_are_guessed(world):
    world.dusty("env", "unset", "api", "MODE")
    world.dusty("env", "unset", "api", "--all")
    world.dusty("up")
    assert b"MODE=spec\0" in world.inside("cat", "/proc/1/environ")
    result = world.dusty("env", "set", "apj", "A", "1", check=False)
    assert result.returncode == 1 and "did you mean `api`?" in result.stderr
    assert world.dusty("env", "set", "api", "A B", "1", check=False).returncode == 1


def test_A110_a_clone_follows_the_branch_of_its_spec(world):
    row = world.clone
    assert row["branch"] == "release/2.x" and row["ahead"] == row["behind"] == row["changed"] == 0
    assert world.inside("cat", "/api/main.txt") == b"release\n"
    world.commit("api", {"main.txt": "trunk again\n"})
    world.commit("api", {"main.txt": "release again\n"}, branch="release/2.x")
    output = world.dusty("repos", "update").stdout
    assert re.search(r"api: updated to [0-9a-f]{10}", output), output
    world.dusty("up")
    assert world.inside("cat", "/api/main.txt") == b"release again\n"


def test_A110_local_changes_in_a_managed_clone_are_kept_and_reported(world):
    clone = world.clone["path"]
    git = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-C", clone)
    world.ann("sh", "-c", f"echo mine >'{clone}/mine.txt'")
    world.ann(*git, "add", "-A")
    world.ann(*git, "commit", "-q", "-m", "Mine")
    world.commit("api", {"other.txt": "theirs\n"}, branch="release/2.x")
    world.ann("sh", "-c", f"echo dirty >'{clone}/main.txt'")
    result = world.dusty("repos", "update", "api")
    assert "api: kept as it is: it has uncommitted changes: main.txt" in result.stdout, result.stdout
    world.ann(*git, "checkout", "-q", ".")
    assert "it has commits that release/2.x does not have" in world.dusty("repos", "update", "api").stdout
    row = world.clone
    assert (row["ahead"], row["behind"]) == (1, 1), row
    assert re.search(r"1 ahead, 1 behind", world.dusty("repos", "list").stdout)
    world.ann(*git, "reset", "-q", "--hard", "@{upstream}")
    assert len((world.home / ".ssh" / "known_hosts").read_text().splitlines()) == 2


def test_A64_a_key_that_is_refused_and_a_host_that_is_away_are_named(world):
    result = world.dusty("repos", "update", agent=False, check=False)
    assert result.returncode == 1
    assert "ann cannot" in result.stderr and "localhost" in result.stderr and "publickey" in result.stderr, result.stderr


def test_A105_A106_A107_overrides_by_name_and_by_directory(world):
    source = world.home / "my src; $(id) 😀"
    for name in ("api", "specs", "unrelated"):
        world.ann("git", "clone", "-q", world.address("api" if name == "unrelated" else name), source / name,
                  env={"SSH_AUTH_SOCK": world.agent})
    world.dusty("repos", "from", source)
    rows = {row["short_name"]: row for row in world.json("repos", "list")}
    assert {name: row["path"] for name, row in rows.items()} == {name: str(source / name) for name in ("api", "specs")}
    world.ann("sh", "-c", 'echo edited >"$0/main.txt"', source / "api")
    assert next(row for row in world.json("repos", "list") if row["short_name"] == "api")["changed"] == 1
    world.dusty("up")
    assert world.inside("cat", "/api/main.txt") == b"edited\n"
    assert world.dusty("repos", "override", "api", "/nowhere", check=False).returncode == 1
    world.dusty("repos", "manage", "--all")
    assert not any(row["overridden"] for row in world.json("repos", "list"))
    assert "no repo is overridden" in world.dusty("repos", "manage", "--all").stdout


def test_A102_A103_settings(world):
    assert world.dusty("config", "get", "specs_repo").stdout == world.specs + "\n"
    assert world.dusty("config", "get", "bundles").stdout == "all\n"
    world.sandbox.run("dusty", "config", "set", "owner", "root")
    assert world.sandbox.text("dusty", "config", "get", "owner") == "root"
    assert world.dusty("status", check=False).returncode == 77
    world.sandbox.run("dusty", "config", "unset", "owner")
    assert world.sandbox.text("dusty", "config", "get", "owner") == ""
    world.sandbox.run("dusty", "config", "set", "owner", "ann")
    for arguments, word in (
        (("set", "bundles", "x"), "dusty bundles activate"), (("set", "ownr", "x"), "owner"),
        (("set", "specs_repo", "ext::sh -c id"), "not the address of a repo"), (("get", "nothing"), "specs_repo"),
    ):
        result = world.dusty("config", *arguments, check=False)
        assert result.returncode == 1 and word in result.stderr, result.stderr
    assert world.dusty("config", "set", "owner", check=False).returncode == 64


def test_A68_files_of_the_first_dusty_are_understood(world):
    world.dusty("stop")
    old = (f"bundles: [all]\nmac_username: ann\nspecs_repo: {world.specs}\nsetup_has_run: true\n"
           "vm_memory_size: '2048'\nrepo_overrides: {}\ndusty_env_overrides:\n  api: {MODE: old}\n")
    world.sandbox.run("sh", "-c", "cat >/etc/dusty/config.yml; rm -f /etc/dusty/env.yml", input=old)
    assert world.json("env", "list")[0]["variables"] == [{"name": "MODE", "value": "old"}]
    assert world.dusty("config", "get", "owner").stdout == "ann\n"
    world.dusty("env", "set", "api", "KEEP", "new")
    config = world.sandbox.read("/etc/dusty/config.yml").decode()
    assert "setup_has_run: true" in config and "MODE" not in config
    assert until(lambda: "MODE" in world.sandbox.read("/etc/dusty/env.yml").decode(), 5, "the variables have moved")
