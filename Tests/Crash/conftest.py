"""The fixtures of the end-to-end tests."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "EndToEnd"))

from fixtures import golden, pytest_runtest_makereport, sandbox, workspace  # noqa: E402, F401
