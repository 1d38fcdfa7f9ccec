"""The fixtures of these tests; other suites take them from the same place."""

from fixtures import golden, pytest_runtest_makereport, sandbox, sandbox_of, screen, shop, workspace  # noqa: F401
