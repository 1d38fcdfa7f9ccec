"""Fixtures: those of the end-to-end tests, and a workspace of its own."""

import importlib.util
import os
import pathlib
import shutil
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
END_TO_END = ROOT / "Tests" / "EndToEnd"
sys.path.insert(0, str(END_TO_END))

specification = importlib.util.spec_from_file_location("end_to_end", END_TO_END / "conftest.py")
end_to_end = importlib.util.module_from_spec(specification)
specification.loader.exec_module(end_to_end)
sandbox, golden = end_to_end.sandbox, end_to_end.golden
pytest_runtest_makereport = end_to_end.pytest_runtest_makereport


@pytest.fixture(scope="session")
def workspace():
    """A directory of its own: this suite may run beside the others."""
    directory = pathlib.Path(os.environ.get("DUSTY_TEST_DIR", ROOT / ".build" / "soak"))
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)
