"""docs/guarantees.md says what is tested, and what it names exists."""

import pathlib
import re

import matrix

TESTS = pathlib.Path(__file__).resolve().parent.parent
ROOT = TESTS.parent


def known():
    """Names that a promise may give as its test: files, functions in Python, sentences and suites in Swift, targets of make."""
    files = [path for path in TESTS.rglob("*") if path.suffix in (".py", ".swift")]
    names = {*(str(path.relative_to(ROOT)) for path in files), *(path.name for path in files)}
    names |= {f"make {target}" for target in re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)}
    for path in TESTS.rglob("*.py"):
        found = re.findall(r"^\s*def (test_\w+)", path.read_text(), re.MULTILINE)
        names |= {*found, *(f"{path.relative_to(ROOT)}::{name}" for name in found), *(f"{path.name}::{name}" for name in found)}
    for path in TESTS.rglob("*.swift"):
        text = path.read_text()
        names |= {*re.findall(r"func `([^`]+)`", text), *re.findall(r"(?:struct|class) (\w+Tests)\b", text)}
    return names


def promises():
    """Rows of the promises and of the table of waits: page, promise, names of tests."""
    for page in (ROOT / "docs" / "guarantees.md", ROOT / "docs" / "waits.md"):
        for line in page.read_text().partition("## Faults")[0].splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
            if not line.startswith("|") or set(line) <= set("|- ") or cells[-1] == "test":
                continue
            # Of the table of waits, which is no promise, some have no test of their own and say so.
            if page.stem == "waits" and cells[-1].startswith("none"):
                continue
            # A sentence with code in it stands between two backticks.
            quoted = re.findall(r"``\s?(.+?)\s?``|`([^`]+)`", cells[-1])
            yield page.name, cells[0], [double or single for double, single in quoted] or [cells[-1]]


def test_every_promise_names_tests_that_exist():
    names = known()
    wrong = [f"{page}: {promise}: there is no test {test!r}"
             for page, promise, tests in promises() for test in tests if not is_known(test, names)]
    assert not wrong, "\n".join(wrong)


def is_known(test, names):
    # `SuiteTests/a sentence` and `test_x[parameter]` are the same tests.
    test = test.removeprefix("::")
    return bool({test, test.rpartition("/")[2], test.partition("[")[0], test.removesuffix("()")} & names)


def test_the_table_of_faults_is_that_of_the_harness():
    page = matrix.PAGE.read_text()
    assert page == matrix.written(page), "run Tests/Crash/matrix.py --write"


def test_every_fault_that_the_harness_does_not_make_has_a_test():
    missing = [test for _, _, test in matrix.ELSEWHERE if test not in known()]
    assert not missing


def test_every_reason_is_one():
    """A cell without a round says why, and every operation and every fault has rounds."""
    table = matrix.cells()
    for names, at in ((matrix.OPERATIONS, 0), (matrix.FAULTS, 1)):
        for name in names:
            assert any(reason is None for pair, reason in table.items() if pair[at] == name), f"no round with {name}"
