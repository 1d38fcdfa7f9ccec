"""Programs without a daemon: their start, and reading specs."""
import shutil

from sampling import in_turns, run
from specs import write_many_specs

COMPILE = ["--machine-address", "127.65.0.1", "--bridge-address", "172.17.0.1"]


def compilers(dusty, specs, bundles, out):
    """Dusty's compile of some specs, then the peers' reading of the Compose file that it wrote."""
    compile_ = [dusty, "compile", "--specs", specs, "--bundle", *bundles, *COMPILE, "--output", out]
    run(compile_)
    commands = {"dusty compile": compile_, "docker compose config": ["docker", "compose", "-f", f"{out}/docker-compose.yml", "config", "-q"]}
    if shutil.which("docker-compose"):
        commands["docker-compose config"] = ["docker-compose", "-f", f"{out}/docker-compose.yml", "config", "-q"]
    return {name: lambda command=command: run(command) for name, command in commands.items()}


def measure_commands(bench):
    """Start-up and compiling, without a daemon."""
    report, dusty, work = bench.report, f"{bench.bin}/dusty", bench.work
    report.compare(
        "Start-up", "the cheapest command of each",
        in_turns({"dusty --version": lambda: run([dusty, "--version"]),
                  "docker compose version": lambda: run(["docker", "compose", "version"]),
                  "docker --version": lambda: run(["docker", "--version"])}, n=40))
    report.compare(
        "Compile the example", "six specs to every file; the peers read one Compose file",
        in_turns(compilers(dusty, f"{bench.root}/Examples/shop/specs", ["shop", "fulfilment"], f"{work}/small"), n=20))
    counts = write_many_specs(f"{work}/many", 200)
    report.compare(
        "P11: compile 200 specs", f"{counts}; the peers read the Compose file made of them; target: 60 ms",
        in_turns(compilers(dusty, f"{work}/many", ["everything"], f"{work}/large"), n=20))
    report.compare(
        "Validate 200 specs", "the same specs",
        in_turns({"dusty validate": lambda: run([dusty, "validate", f"{work}/many"])}, n=20))
