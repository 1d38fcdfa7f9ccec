"""Hosts with an engine of their own: the end-to-end tests' sandboxes."""
import contextlib
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def one_host(bench, name):
    """A host with the example's images, on which these programs are. It is gone afterwards with all that it held."""
    sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))
    from sandbox import Sandbox

    # The engine cannot layer images on an overlay, and /tmp may be one.
    work = ROOT / ".build" / f"bench-{name}"
    subprocess.run(["rm", "-rf", work], check=True)
    subprocess.run([ROOT / "Scripts" / "example-images", "--archive"], check=True, stdout=subprocess.DEVNULL)
    try:
        host = Sandbox(work / "first")
        try:
            host.environment["PATH"] = f"{bench.bin}:{os.environ['PATH']}"
            host.run("Scripts/example-images")
            yield host
        finally:
            host.close()
    finally:
        subprocess.run(["rm", "-rf", work])


@contextlib.contextmanager
def two_hosts(bench, name):
    """The first host, on which Dusty runs, and the second, on which containers do."""
    with one_host(bench, name) as first:
        from second_host import SecondHost

        work = first.directory.parent
        first.stop_engine()
        subprocess.run(["cp", "-a", first.directory / "docker", work / "golden"], check=True)
        first.start_engine()
        second = SecondHost(work / "second", work / "golden", first)
        try:
            yield first, second
        finally:
            second.close()


def configure(host, specs, overrides):
    """Writes Dusty's configuration."""
    host.run("mkdir", "-p", "/etc/dusty")
    host.run("sh", "-c", "getent group dusty >/dev/null || groupadd --system dusty")
    lines = "".join(f"  {repo}: {directory}\n" for repo, directory in overrides.items())
    host.run("tee", "/etc/dusty/config.yml", input=f"specs_repo: {specs}\nowner: root\nrepo_overrides:\n{lines}")


def start_daemon(host):
    """Starts it and waits until it answers; returns its process as /proc has it outside of the host."""
    state = host.directory / "state"
    state.mkdir(exist_ok=True)
    with open(state / "dustyd.log", "ab") as log:
        host.start("setsid", "dustyd", "--stack", "default", stdout=log, stderr=log)
    deadline = time.monotonic() + 30
    while host.run("dusty", "status", check=False).returncode != 0:
        if time.monotonic() > deadline:
            raise SystemExit(f"measure: the daemon does not answer:\n{(state / 'dustyd.log').read_text()[-4000:]}")
        time.sleep(0.1)
    return f"{host._init}/root/proc/{host.text('pgrep', '-x', 'dustyd')}"


def seconds(host, *command, **options):
    """Seconds that a command on the host takes, the way into it (some milliseconds, for peers as well) included."""
    start = time.perf_counter()
    host.run(*command, **options)
    return time.perf_counter() - start
