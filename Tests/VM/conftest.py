"""Fixtures: the image, and a network of our own that machines are plugged into."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from machine import Bench, machines  # noqa: E402


@pytest.fixture(scope="session")
def image():
    """The path of the image, built first if it is not there."""
    built = subprocess.run([ROOT / "Scripts" / "machine-image"], check=True, stdout=subprocess.PIPE, text=True)
    return pathlib.Path(built.stdout.strip())


@pytest.fixture(scope="session")
def bench(image):
    directory = pathlib.Path(os.environ.get("DUSTY_TEST_DIR", ROOT / ".build" / "vm"))
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    bench = Bench(directory, image)
    yield bench
    bench.close()
    shutil.rmtree(directory, ignore_errors=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    for machine in machines if report.failed else ():
        tail = "\n".join(machine.console().splitlines()[-60:])
        report.sections.append((f"end of {machine.name}'s serial console", tail))
