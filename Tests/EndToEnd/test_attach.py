"""Attaching to the own process of a container: what is typed is its input, and it goes on when one leaves, however that happens."""

import json
import re
import subprocess

import pytest

from sandbox import until
from screen import Screen

PROGRAM = r"""
import os, sys, time
print("ready", flush=True)
while True:
    try:
        word = sys.stdin.readline().strip()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        continue
    if word == "size":
        print(*os.get_terminal_size(), flush=True)
    elif word == "screen":
        print("\x1b[?1049h\x1b[?25l\x1b[?1000h\x1b[31mall of the screen", flush=True)
    elif word == "flood":
        for number in range(400_000):
            print("line", number, "of many")
        print("flooded", file=open("/tmp/flooded", "w"), flush=True)
    elif word.startswith("exit"):
        sys.exit(int(word.split()[1]))
    elif word:
        print("heard", word, len(word), flush=True)
    else:
        time.sleep(0.2)
"""
SPEC = f"image: python:3.11\nrestart: 'no'\ncommand: [python3, -u, -c, {json.dumps(PROGRAM)}]\nstdin_open: true\n"


@pytest.fixture(scope="module")
def talking(shop):
    """The shop with two services that talk: `console` on a terminal, `plain` without one."""
    shop.add("services", console=SPEC + "tty: true\n", plain=SPEC)
    for name in ("console", "plain"):
        shop.until_state(name, "up")
    return shop


@pytest.fixture
def terminal(talking):
    """A terminal attached to `console`, and what its process is known by."""
    began = talking.containers()["dusty_console_1"]
    screen = Screen(talking.sandbox, "dusty attach console")
    screen.until("^attached to the own process of console; Ctrl-p Ctrl-q leaves it and lets it go on")
    yield screen
    screen.close()
    assert talking.containers()["dusty_console_1"] == began, "its process went on"


def say(screen, word):
    screen.type(f"{word}\n")
    return screen.until(rf"^heard {word} ")


def assert_restored(screen):
    screen.until(r"ready\$ *$")
    for fact, value in (("alternate_on", "0"), ("cursor_flag", "1"), ("mouse_any_flag", "0"), ("bracket_paste_flag", "0")):
        assert screen.fact(fact) in (value, ""), fact
    screen.type("clear; stty -a\n")
    text = screen.until(r"\bicanon\b")
    assert re.search(r"(?<!-)\becho\b", text) and re.search(r"(?<!-)\bicanon\b", text), text


def test_its_keys_are_the_processes_but_for_those_that_leave(terminal):
    say(terminal, "hello")
    terminal.press("C-c")
    terminal.until("^interrupted|Cinterrupted")
    terminal.press("C-p")
    say(terminal, "first")
    terminal.resize(90, 30)
    until(lambda: (terminal.type("size\n"), terminal.until(r"^\d+ \d+$"))[1].count("90 30"), 10, "its new size")
    terminal.press("C-p", "C-q")
    terminal.until("^left console, which goes on")
    terminal.type("echo code $?\n")
    terminal.until("^code 0$")
    assert_restored(terminal)


def test_what_it_left_on_in_the_terminal_is_off_afterwards(terminal):
    terminal.type("screen\n")
    terminal.until("all of the screen")
    assert terminal.fact("alternate_on") == "1" and terminal.fact("cursor_flag") == "0"
    terminal.press("C-p", "C-q")
    assert_restored(terminal)


@pytest.mark.parametrize("number", ["TERM", "HUP"])
def test_a_client_that_is_ended_leaves_the_process_and_the_terminal_alone(talking, terminal, number):
    terminal.type("screen\n")
    terminal.until("all of the screen")
    talking.sandbox.run("pkill", f"-{number}", "-f", "^dusty attach")
    assert_restored(terminal)


def test_a_client_or_a_daemon_that_is_killed_leaves_the_process_and_the_terminal_alone(talking, terminal):
    terminal.type("screen\n")
    terminal.until("all of the screen")
    talking.sandbox.run("kill", "-KILL", talking.daemon)
    terminal.until("error: .*daemon")
    assert_restored(terminal)
    talking.sandbox.run("Scripts/daemon", "start")
    talking.until_state("console", "up")
    terminal.type("clear; dusty attach console\n")
    terminal.until("^attached")
    say(terminal, "again")
    talking.sandbox.run("pkill", "-KILL", "-f", "^dusty attach")
    terminal.until("Killed")
    terminal.type("\nreset; dusty attach console\n")
    terminal.until("^attached")
    say(terminal, "third")


def test_a_process_without_a_terminal_gets_every_byte_and_is_left_with_an_interrupt(talking):
    began = talking.containers()["dusty_plain_1"]
    client = talking.sandbox.start("dusty", "attach", "plain", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    client.stdin.write("a\x10\x11b\n")
    client.stdin.flush()
    assert client.stdout.readline() == "heard a\x10\x11b 4\n"
    talking.sandbox.run("pkill", "-INT", "-f", "^dusty attach plain")
    assert client.wait(timeout=15) == 0
    assert talking.containers()["dusty_plain_1"] == began
    screen = Screen(talking.sandbox, "dusty attach plain")
    try:
        screen.until("^attached to the own process of plain; Ctrl-c leaves it")
        say(screen, "typed")
        screen.press("C-c")
        screen.until("left plain, which goes on")
        assert_restored(screen)
    finally:
        screen.close()
    assert talking.containers()["dusty_plain_1"] == began


def test_one_that_takes_none_of_what_is_printed_does_not_hold_the_process_up(talking):
    client = talking.sandbox.start("dusty", "attach", "plain", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    client.stdin.write("ready\n")
    client.stdin.flush()
    assert "heard" in client.stdout.readline()
    client.stdin.write("flood\n")
    client.stdin.flush()
    talking.sandbox.run("pkill", "-STOP", "-f", "^dusty attach plain")
    try:
        until(lambda: talking.inside("plain", "test", "-e", "/tmp/flooded", check=False).returncode == 0, 60, "it went on")
    finally:
        talking.sandbox.run("pkill", "-KILL", "-f", "^dusty attach plain")
        client.kill()
        client.wait()


def test_one_that_cannot_be_attached_to_says_what_to_do(talking):
    said = talking.dusty("attach", "redis", check=False)
    assert said.returncode == 1 and "no open input" in said.stderr and "stdin_open: true" in said.stderr, said.stderr
    assert "dusty logs -f redis" in said.stderr and "dusty shell redis" in said.stderr
    assert "apo" in talking.dusty("attach", "apo", check=False).stderr


def test_the_dashboard_attaches_and_comes_back_to_the_same_row(talking):
    screen = Screen(talking.sandbox)
    try:
        screen.until(r"\bconsole\b.*\bup\b")
        screen.select("2", "console")
        screen.press("E")
        screen.until("^attached to the own process of console")
        say(screen, "dashboard")
        screen.type("screen\n")
        screen.until("all of the screen")
        screen.press("C-p", "C-q")
        screen.until(r"\bconsole\b.*\bup\b")
        assert screen.fact("alternate_on") == "1" and screen.selected == "console"
        screen.select("2", "redis")
        screen.press("E")
        screen.until("Press Enter to go back")
        assert "stdin_open: true" in screen.text
        screen.press("Enter")
        screen.until(r"\bconsole\b.*\bup\b")
        assert screen.selected == "redis"
    finally:
        screen.close()


def test_the_exit_code_is_the_processes(talking):
    screen = Screen(talking.sandbox, "dusty attach console")
    try:
        screen.until("^attached")
        screen.type("exit 5\n")
        screen.until(r"has ended, or was started again \(exit code 5\)")
        screen.type("echo code $?\n")
        screen.until("^code 5$")
        assert_restored(screen)
    finally:
        screen.close()
    assert "is not running" in talking.dusty("attach", "console", check=False).stderr
