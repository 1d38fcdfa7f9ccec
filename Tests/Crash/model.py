"""What must hold after one `dusty up`, whatever happened before it. Every difference is listed, not only the first."""

import json
import os
import pathlib
import re

import yaml

from world import CLOSURE, FINAL, HEAD, HOSTS, TAIL

BEGIN, END = "# BEGIN section for Dusty\n", "# END section for Dusty\n"
PROXY = "dusty_dustyInternalNginx_1"
# Everything that may lie in the state directory, apart from repos, their copies and the data of containers.
STATE = re.compile(r"""
    [a-z]+\.json | machine/[a-z]+\.json | (compose(/docker-compose\.yml)?) | repos | images | machines
    | audit\.log.* | staging(/.*)? | jobs(/\d+\.\d+)? | logs(/\w+(\.\w+)?)? | stacks
    | machine | machine/(cp|dusty_repos|command_files|test_runs|persist|restores|assets|dusty_assets)
    | machine/cp/\w+ | machine/command_files/(one|two|three)(/dusty_command_file_\w+\.sh|/lib_revisions(/kit)?)?
    | machine/persist/dustyNginx(/dustyNginx\.conf)? | machine/dusty_pages(/pages\.sock)? | machine/persist/(store|mine|postgres)
    | test_runs | machine/restores/before-[^/]* | manifests(/[0-9a-z]+)? | hosts\.lock
    | machines/big(/.*)? | journal(/)? | locks(/.*)?
    """, re.VERBOSE)
TEMPORARY = re.compile(r"\.dusty-[0-9a-z]+$|\.tmp$|\.part$|~$")


def differences(world):
    """Every way in which the world is not as it should be."""
    checks = (containers, definitions, leavings_in_engine, hosts_file, proxy, copies, clones, data, files, settings_files,
              jobs, processes, status, plan)
    found = []
    for check in checks:
        try:
            found += [f"{check.__name__}: {text}" for text in check(world)]
        except Exception as error:  # What cannot be looked at is a difference too.
            found.append(f"{check.__name__}: {type(error).__name__}: {error}")
    return found


def names(world):
    return sorted(name for bundle in world.bundles for name in CLOSURE[bundle])


def host_names(world):
    return sorted(host for bundle in world.bundles for host in HOSTS[bundle])


def equal(what, found, wanted):
    if found != wanted:
        yield f"{what}: {found!r} instead of {wanted!r}"


def containers(world):
    lines = world.sandbox.text("docker", "ps", "-a", "--format", "{{.Names}} {{.State}}").splitlines()
    wanted = sorted([f"dusty_{name}_1 running" for name in names(world)] + [f"{PROXY} running"])
    yield from equal("containers", sorted(lines), wanted)


def definitions(world):
    text = world.sandbox.text("docker", "inspect", "-f", "{{json .Config.Env}}", "dusty_one_1")
    variables = dict(line.split("=", 1) for line in json.loads(text))
    yield from equal("GENERATION", variables.get("GENERATION"), str(world.generation))
    yield from equal("CRASH", variables.get("CRASH"), world.variable)
    file = yaml.safe_load((world.state / "compose" / "docker-compose.yml").read_text())
    yield from equal("services of the Compose file", sorted(file["services"]), sorted([*names(world), "dustyInternalNginx"]))


def leavings_in_engine(world):
    networks = world.sandbox.text("docker", "network", "ls", "--format", "{{.Name}}").splitlines()
    yield from equal("networks", sorted(networks), ["bridge", "dusty-proxy", "dusty_default", "host", "none"])
    volumes = world.sandbox.text("docker", "volume", "ls", "--format", "{{.Name}}").splitlines()
    yield from equal("volumes of test runs", [name for name in volumes if "test" in name], [])


def address(world):
    """Where the stack is: a step further for each time that a killed engine did not give its ports back."""
    detours = world.state / "detours.json"
    steps = json.loads(detours.read_text())["step"] if detours.exists() else 0
    return f"127.{65 + steps}.0.1"


def hosts_file(world):
    text = world.sandbox.read("/etc/hosts").decode()
    lines = "".join(f"{address(world)} {host}\n" for host in host_names(world))
    yield from equal("sections in the hosts file", text.count(BEGIN), 1)
    before, _, rest = text.partition(BEGIN)
    section, _, after = rest.partition(END)
    yield from equal("hosts section", section, lines)
    # `down` takes the section away, so that it may come back below what others wrote.
    yield from equal("other lines of the hosts file", before + after, HEAD + TAIL)


def proxy(world):
    config = (world.machine / "persist" / "dustyNginx" / "dustyNginx.conf").read_text()
    found = sorted(name for name in re.findall(r"server_name (\S+);", config) if name != "_")
    yield from equal("names in the proxy's configuration", found, host_names(world))
    code = world.sandbox.run("curl", "-sS", "-m", "5", "--retry", "40", "--retry-delay", "0", "--retry-max-time", "20",
                             "--retry-all-errors", "-f", "http://one.crash.test/code.txt", check=False).stdout
    yield from equal("what one.crash.test answers", code, (world.work / "one" / "code.txt").read_text())


def tree(place):
    """Path to type, mode and bytes of everything below a directory but git's own."""
    found = {}
    for directory, directories, files in os.walk(place):
        directories[:] = [name for name in directories if name != ".git"]
        for name in directories + files:
            path = pathlib.Path(directory, name)
            status = path.lstat()
            content = path.read_bytes() if name in files else b""
            found[str(path.relative_to(place))] = (oct(status.st_mode), content)
    return found


def copies(world):
    for name in ("one", "two", "kit"):
        copy = tree(f"{world.machine}/dusty_repos{world.origins}/{name}")
        repo = tree(world.work / "one" if name == "one" else f"{world.state}/repos{world.origins}/{name}")
        if copy != repo:
            differing = sorted(path for path in copy.keys() | repo.keys() if copy.get(path) != repo.get(path))
            yield f"the copy of {name} differs from the repo in {len(differing)} entries: {differing[:5]}"


def clones(world):
    for name in ("specs", "two", "kit"):
        clone = pathlib.Path(f"{world.state}/repos{world.origins}/{name}")
        at = world.sandbox.text("git", "-c", "safe.directory=*", "-C", clone, "rev-parse", "HEAD")
        yield from equal(f"commit of {name}", at,
                         world.sandbox.text("git", "-c", "safe.directory=*", "-C", world.origins / name, "rev-parse", "HEAD"))
        locks = [str(path) for path in (clone / ".git").rglob("*.lock")]
        yield from equal(f"locks in {name}", locks, [])


def data(world):
    for name, wanted in world.wanted_data.items():
        yield from equal(f"/persist/{name}", world.data(name), wanted)
    yield from equal("the marker in Redis", world.inside("store", "redis-cli", "get", "marker", check=False).stdout.strip(),
                     "kept")
    if "database" in world.bundles:
        yield from equal("the row in PostgreSQL", world.sql("select text from marker"), "kept")


def files(world):
    """No temporary file, no staged restore, no directory of a test run; nothing unknown."""
    here = [str(path.relative_to(world.state)) for path in walk(world.state)]
    unknown = [path for path in here if not STATE.fullmatch(path)]
    yield from equal("unknown files in the state directory", unknown, [])
    left = [path for path in here if path.startswith("machines/")] if "big" not in world.machines() else []
    yield from equal("files of a machine that is not listed", left, [])
    etc = world.sandbox.text("find", "/etc", "/run/dusty", "-newer", world.directory / "ready", "-name", "*dusty*").splitlines()
    yield from equal("temporary files", [path for path in etc if TEMPORARY.search(path)], [])
    settings = world.sandbox.text("ls", "-A", "/etc/dusty").split()
    yield from equal("unknown settings", [name for name in settings if name not in ("config.yml", "env.yml")], [])


def walk(place):
    """Everything below the state directory but what others fill."""
    filled = re.compile(r"repos/.*|machine/(dusty_repos/.*|persist/(?!dustyNginx)\w+/.*|restores/before-[^/]*/.*)")
    for path in sorted(place.rglob("*")):
        if not filled.fullmatch(str(path.relative_to(place))):
            yield path


def settings_files(world):
    config = world.config("config.yml")
    yield from equal("bundles", sorted(config["bundles"]), sorted(world.bundles))
    yield from equal("overrides", config["repo_overrides"], {f"{world.origins}/one": f"{world.work}/one"})
    variables = world.config("env.yml") or {}
    yield from equal("variables", (variables.get("one") or {}).get("CRASH"), world.variable)


def jobs(world):
    kept = json.loads((world.state / "jobs.json").read_text())
    unfinished = [job for job in kept["jobs"] if job["state"] not in FINAL]
    yield from equal("unfinished jobs in jobs.json", unfinished, [])
    json.loads((world.state / "sync.json").read_text())


def processes(world):
    """Nothing runs but the engine, its containers and one daemon, which has no children when it has nothing to do."""
    namespace = os.readlink(f"/proc/{world.sandbox._init}/ns/pid")
    parents, commands = {}, {}
    for place in pathlib.Path("/proc").iterdir():
        try:
            if not place.name.isdigit() or os.readlink(place / "ns/pid") != namespace:
                continue
            stat = (place / "stat").read_text()
            if stat.rsplit(")", 1)[1].split()[0] == "Z":
                continue
            parents[int(place.name)] = int(stat.rsplit(")", 1)[1].split()[1])
            commands[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
    strange = []
    for pid, command in commands.items():
        chain, at = [], pid
        while at in commands:
            chain.append(commands[at])
            at = parents[at]
        expected = pid == int(world.sandbox._init) or any("dockerd " in one or "containerd-shim" in one for one in chain)
        if not expected and not re.match(r"(\S*/)?dustyd\b", command):
            strange.append(command.strip())
    yield from equal("processes", strange, [])
    yield from equal("number of daemons", len(world.daemons), 1)


def status(world):
    said = world.status()
    rows = {row["name"]: row["state"] for row in said["apps"] + said["services"]}
    yield from equal("states", rows, {name: "up" for name in names(world)})
    yield from equal("engine", said["engine"]["reachable"], True)
    yield from equal("jobs that run", [job["kind"] for job in said["jobs"] if job["state"] not in FINAL], [])
    yield from equal("warnings", said["warnings"], [])


def plan(world):
    """A second `up` would do nothing."""
    yield from equal("plan", json.loads(world.sandbox.text("dusty", "plan", "--json"))["actions"], [])
