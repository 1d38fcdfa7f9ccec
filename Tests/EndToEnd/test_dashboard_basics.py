"""What a daily user does without thinking: filtering a list, the menu, commands of one's own, leaving."""

import re

from sandbox import until
from screen import Screen


def test_a_list_is_filtered_and_only_what_is_seen_is_worked_on(shop, screen):
    screen.press("1", "a", "&")
    screen.type("work")
    screen.press("Enter")
    screen.until(r"1 Apps .*1 marked.*&work  1 of \d+")
    assert not re.search(r"^.{0,4}\bapi\b.*\bup\b", screen.text, re.MULTILINE)
    screen.press("r")
    screen.until(r"Restart worker\?")
    screen.until(r"Left out, as the filter hides them: \d+ marked rows")
    screen.press("y")
    screen.until(r"\bworker\b.*\b(restarting|stopping)\b")
    screen.until(r"\bworker\b.*\bup\b", seconds=60)
    shop.until_idle()
    jobs = [line for line in shop.dusty("jobs").stdout.splitlines() if "restart" in line]
    assert jobs and "worker" in jobs[0] and "api" not in jobs[0], jobs
    screen.press("Escape")
    screen.until(r"^.{0,4}\bapi\b.*\bup\b")


def test_rows_come_and_go_with_a_filter_on_states(shop, screen):
    screen.press("1", "&")
    screen.type("exited")
    screen.until(r"No row matches exited\.")
    screen.press("Enter")
    shop.sandbox.run("docker", "kill", "dusty_worker_1")
    screen.until(r"worker.*exited 137")
    screen.until(r"&exited  1 of \d+")
    screen.press("u")
    screen.until(r"No row matches exited\.", seconds=60)
    shop.until_idle()


def test_a_line_of_help_and_of_the_menu_is_done_by_enter(shop, screen):
    screen.select("1", "api")
    screen.press(".")
    text = screen.until(r"Can be done with api")
    assert "not now" not in text
    screen.press("/")
    screen.type("A shell")
    screen.press("Enter")
    screen.press("Enter")
    screen.until(r"^# *$|\$ *$")
    screen.type("exit\n")
    screen.until(r"\bapi\b.*\bup\b")
    screen.press("?")
    screen.until(r"Keys ─.*Esc closes")
    screen.press("/")
    screen.type("Choose bundles")
    screen.press("Enter")
    screen.press("Enter")
    screen.until(r"Bundles")
    screen.press("Escape")


CONFIG = """
theme: contrast
commands:
  - name: greet
    key: F7
    context: apps
    command: echo "$GREETING, $DUSTY_NAME in $DUSTY_STACK is $DUSTY_STATE, as $(id -un)"
    prompts:
      - {name: GREETING, text: what to say, default: Hello}
    confirm: true
  - name: count
    command: [printf, "%s\\n", "$DUSTY_NAMES"]
    output: none
  - name: read
    key: F8
    command: seq 500
    output: pager
"""


def test_commands_of_ones_own_ask_and_run_with_values_that_stay_values(shop):
    file = shop.sandbox.directory / "commands.yml"
    file.write_text(CONFIG)
    screen = Screen(shop.sandbox, command=f"DUSTY_DASHBOARD_CONFIG={file} dusty")
    screen.until(r"\bapi\b.*\bup\b")
    screen.select("1", "api")
    screen.press("F7")
    screen.until(r"^ greet, what to say: Hello")
    screen.press("C-u")
    screen.type("'; touch /tmp/owned; $(false)")
    screen.press("Enter")
    screen.until(r"Run greet\?")
    screen.press("y")
    screen.until(r"^'; touch /tmp/owned; \$\(false\), api in default is up, as \w+")
    screen.until(r"Press Enter to go back")
    screen.press("Enter")
    screen.until(r"\bapi\b.*\bup\b")
    assert shop.sandbox.run("test", "-e", "/tmp/owned", check=False).returncode != 0
    screen.type(":count\n")
    screen.until(r"^ count: api")
    screen.press("F8")
    screen.until(r"^20$")
    screen.press("q")
    screen.until(r"\bapi\b.*\bup\b")
    screen.press("?", "/")
    screen.type("greet")
    screen.until(r"F7 +greet: echo")
    screen.close()


def test_the_theme_of_contrast_paints_all_of_the_screen(shop):
    screen = Screen(shop.sandbox, command="TERM=tmux-256color dusty --theme contrast")
    screen.until(r"\bapi\b.*\bup\b")
    background, cells, bare = None, 0, []
    for sequence, text in re.findall(r"\x1b\[([\d;]*)m|([^\x1b\x0e\x0f])", screen.painted):
        if text:
            cells += text != "\n"
            if text != "\n" and background is None: bare.append(cells)
            continue
        numbers = (sequence or "0").split(";")
        while numbers:
            number = numbers.pop(0)
            if number in ("38", "48"):
                colour, numbers = numbers[1], numbers[2:]
                if number == "48": background = colour
            elif number in ("0", "49"): background = None
    assert cells == 120 * 40
    assert not bare, (len(bare), bare[:5])
    screen.close()


def test_one_who_leaves_is_told_of_the_job_that_goes_on(shop, screen):
    screen.press("u")
    screen.until(r"job \d+")
    screen.press("q")
    text = screen.until(r"ready\$ *$", seconds=5)
    if shop.dusty("jobs").stdout.count("running"):
        assert re.search(r"Job \d+ \(up\) goes on: `dusty jobs \d+` follows it\.", text), text
    shop.until_idle()
