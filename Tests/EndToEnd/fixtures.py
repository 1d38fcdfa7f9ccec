"""Fixtures of every suite that runs in sandboxes: one golden engine directory per run, one sandbox with the example up per test file."""

import fcntl
import os
import pathlib
import shutil
import subprocess

import pytest

from sandbox import ROOT, Sandbox
from screen import Screen
from shop import Shop

sandboxes = []


@pytest.fixture(scope="session")
def workspace(request):
    """A directory on a real file system, since the engine cannot layer images on an overlay; each suite has one of its own.

    Of several processes that run a suite together each has its own as well.
    """
    suite = request.config.rootpath.name.lower()
    directory = pathlib.Path(os.environ.get("DUSTY_TEST_DIR", ROOT / ".build" / f"test-{suite}"))
    directory = directory / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def golden(workspace):
    """An engine's data directory that holds the example's images."""
    # Outside of a sandbox, where a registry or a Debian mirror may answer; one process at a time.
    with open(workspace.parent / "archive.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([ROOT / "Scripts" / "example-images", "--archive"], check=True, stdout=subprocess.DEVNULL)
    sandbox = Sandbox(workspace / "golden")
    sandbox.run("Scripts/example-images")
    sandbox.stop_engine()
    os.rename(workspace / "golden" / "docker", workspace / "golden-docker")
    sandbox.close()
    return workspace / "golden-docker"


@pytest.fixture(scope="module")
def sandbox_of(request, workspace, golden):
    """Makes sandboxes by name, for files that need several; each lasts as long as the file."""
    made = []

    def make(name):
        made.append(Sandbox(workspace / f"{request.module.__name__}-{name}", golden))
        sandboxes.append(made[-1])
        return made[-1]

    yield make
    for sandbox in made:
        sandboxes.remove(sandbox)
        sandbox.close()


@pytest.fixture(scope="module")
def sandbox(request, workspace, golden):
    """A machine with an engine and nothing running."""
    sandbox = Sandbox(workspace / request.module.__name__, golden)
    sandboxes.append(sandbox)
    yield sandbox
    sandboxes.remove(sandbox)
    sandbox.close()


@pytest.fixture(scope="module")
def shop(sandbox):
    """The example, up and answering."""
    sandbox.run("Scripts/run-example")
    return Shop(sandbox)


@pytest.fixture
def screen(shop):
    """A dashboard of the example."""
    screen = Screen(shop.sandbox)
    screen.until(r"\bapi\b.*\bup\b")
    yield screen
    screen.close()
    shop.until_idle()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if not report.failed:
        return
    for sandbox in sandboxes:
        for log in (sandbox.directory / "state" / "dustyd.log", sandbox.directory / "sandbox.log"):
            if log.exists():
                tail = log.read_text(errors="replace").splitlines()[-40:]
                report.sections.append((f"end of {log.name}", "\n".join(tail)))
