#!/usr/bin/python3
"""The table fault × operation of docs/guarantees.md, from the harness's own tables: matrix.py [--write]

Every cell is a round of the harness, or a reason why there is none. Without --write it is printed; test_guarantees.py holds the page to it.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "EndToEnd")]

from faults import FAULTS, spare  # noqa: E402
from operations import OPERATIONS  # noqa: E402

PAGE = HERE.parent.parent / "docs" / "guarantees.md"
BEGIN, END = "<!-- faults: made by Tests/Crash/matrix.py --write -->\n", "<!-- end of faults -->\n"

# Faults that the harness does not make, in the operation they matter for, and who makes them.
ELSEWHERE = (
    ("the link to the machine is cut", "sync", "test_a_cut_link_recovers_in_the_middle_of_a_sync_and_of_log_tailing"),
    ("the link to the machine is cut", "disk backup", "test_a_cut_link_ends_a_backup_with_an_error_and_leaves_no_file"),
    ("the daemon of a machine's stack is killed", "up", "test_a_killed_daemon_leaves_nothing_in_the_way"),
    ("the machine's host key is another", "any", "test_a_changed_host_key_is_refused"),
    ("the disk is too small", "disk restore", "test_a_full_disk_is_reported_before_anything_is_changed"),
    ("the backup is cut off or changed", "disk restore", "test_what_is_no_backup_is_refused_by_the_client_and_by_the_daemon"),
    ("a container dies", "status", "test_a_killed_container_is_seen"),
    ("the engine is away", "status, up", "test_rows_are_stale_while_the_engine_is_away_and_recover"),
    ("the daemon is killed", "nothing", "test_a_killed_daemon_comes_back_and_knows_what_runs"),
    ("the daemon is killed", "logs, dashboard", "test_rows_are_stale_and_recover_when_the_daemon_dies_and_comes_back"),
    ("the daemon is killed", "shell", "test_the_terminal_is_restored_when_the_daemon_dies"),
    ("a second daemon is started", "any", "test_a_second_daemon_is_refused"),
    ("the client is killed", "shell, scripts", "test_what_a_killed_client_started_ends"),
    ("the client or the daemon is killed", "attach", "test_a_client_or_a_daemon_that_is_killed_leaves_the_process_and_the_terminal_alone"),
    ("the client is killed", "test", "test_nothing_is_left_when_the_client_goes_away"),
    ("the port is taken", "up", "test_a_taken_port_is_found_with_its_holder"),
)


def cells():
    """Every pair of an operation and a fault, with the reason why there is no round; None where there is one."""
    return {(operation, fault): spare(OPERATIONS[operation], fault) for operation in OPERATIONS for fault in FAULTS}


def letters(table):
    """A letter for each reason, in the order in which they come."""
    reasons = dict.fromkeys(reason for reason in table.values() if reason)
    return {reason: chr(ord("a") + number) for number, reason in enumerate(reasons)}


def page_part():
    table = cells()
    letter = letters(table)
    lines = ["| " + " | ".join(["", *(str(number + 1) for number in range(len(FAULTS)))]) + " |",
             "|" + "---|" * (len(FAULTS) + 1)]
    for operation in OPERATIONS:
        marks = [letter.get(table[operation, fault], "●") for fault in FAULTS]
        lines.append("| " + " | ".join([operation, *marks]) + " |")
    lines += ["", "| | fault | what happens |", "|---|---|---|"]
    lines += [f"| {number + 1} | {name} | {text(fault)} |" for number, (name, fault) in enumerate(FAULTS.items())]
    lines += ["", "| | no round, because the operation |", "|---|---|"]
    lines += [f"| {letter[reason]} | {reason} |" for reason in letter]
    lines += ["", "What other tests do:", "", "| fault | during | test |", "|---|---|---|"]
    lines += [f"| {fault} | {operation} | `{test}` |" for fault, operation, test in ELSEWHERE]
    return "\n".join(lines) + "\n"


def text(fault):
    """What a fault says of itself."""
    return " ".join(fault.__doc__.split())


def written(page):
    """The page with the table of now."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    assert begin and end, f"{PAGE} has no place for the table"
    return head + BEGIN + "\n" + page_part() + "\n" + END + tail


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(written(PAGE.read_text()))
    else:
        print(page_part())
