"""The dashboard and its terminal: what it writes, what it makes of sizes, signals and keys, and how it leaves."""

import re
import time

import pytest

import noise
from sandbox import holds, until
from screen import Screen, cells

# Signal, exit status in the shell, and what is said.
SIGNALS = [
    ("INT", 0, ""),
    ("TERM", 143, "dusty: ended by SIGTERM"),
    ("HUP", 129, "dusty: ended by SIGHUP"),
    ("QUIT", 131, "dusty: ended by SIGQUIT"),
    ("SEGV", 139, r"dusty: bad memory access \(SIGSEGV\)"),
    ("ABRT", 134, r"dusty: aborted \(SIGABRT\)"),
    ("USR1", 138, "dusty: ended by SIGUSR1"),
    ("USR2", 140, "dusty: ended by SIGUSR2"),
    ("ALRM", 142, "dusty: ended by SIGALRM"),
    ("SYS", 159, "dusty: ended by SIGSYS"),
]
SIZES = [(20, 5), (220, 60), (39, 9), (40, 10), (120, 40), (60, 16), (59, 15), (200, 60), (80, 24), (30, 60)] * 3
# What may be written: text, and sequences that place the cursor, colour, erase, insert, delete and scroll.
WRITTEN = re.compile(
    r"[\x08\r\n\x0e\x0f -~\xa0-\U0010ffff]|\x1b\[[\d;]*[mHJKABCDGdXP@LMSTbr]|\x1b\[4[hl]|\x1b\[\?(25|2026)[hl]|\x1b\([B0]|\x1b[M78]"
)


@pytest.fixture(scope="module")
def noisy(shop):
    """The shop with services that print without pause, to do harm, and half a million lines."""
    shop.add("services", stream=noise.STREAM, harm=noise.HARMFUL, history=noise.HISTORY)
    return shop


@pytest.fixture
def flooded(noisy, screen):
    """A dashboard that shows a log which never rests."""
    screen.select("2", "stream")
    screen.until("stream \\d+ 99 x")
    return screen


def processes(shop):
    return shop.sandbox.run("pgrep", "-x", "dusty", check=False).stdout.split()


def widest(text):
    return max((len(cells(line)) for line in text.splitlines()), default=0)


def fills(screen, width, height):
    """Whether a picture of this size is there: rules reach the right edge, and hints are in the last row."""
    lines = screen.text.splitlines()
    return len(lines) == height and widest(screen.text) == width and re.search(r"\? help +q quit", lines[-1])


def works(screen):
    """Help comes and goes by keys."""
    screen.press("?")
    screen.until("Esc closes")
    screen.press("Escape")
    screen.until_gone("Esc closes")


# What it writes


def test_an_idle_dashboard_writes_little(shop, screen):
    # Before there is anything in the stack that uses processor time.
    screen.select("1", "worker")
    screen.record("/run/idle")
    seconds = 20
    time.sleep(seconds)
    rate = len(shop.sandbox.read("/run/idle")) / seconds
    print(f"idle: {rate:.0f} B/s")
    assert rate < 2048


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
def test_nothing_of_a_hostile_log_is_lost_and_nothing_reaches_the_terminal(noisy, screen, size):
    screen.accept_clipboard()
    screen.record("/run/written")
    screen.resize(*size)
    screen.select("2", "harm")
    screen.until(r"R raw .*kept end")
    for line in noise.HARM.values(): screen.until(re.escape(line))
    # The recording may end in the middle of a sequence; what should not be there stays.
    until(lambda: WRITTEN.sub("", noisy.sandbox.read("/run/written").decode()) == "", 10,
          lambda: repr(WRITTEN.sub("", noisy.sandbox.read("/run/written").decode())))
    assert "owned" not in noisy.sandbox.read("/run/written").decode()
    assert screen.fact("alternate_on") == "1"
    # Clicks are ours; reports of every movement were not requested.
    assert screen.fact("mouse_all_flag") == "0"
    assert "owned" not in screen.fact("pane_title")
    assert screen.clipboard == ""


@pytest.mark.parametrize("size", [(120, 40), (121, 40), (200, 60), (201, 60)])
def test_wide_characters_at_an_edge_leave_the_rules_straight(noisy, screen, size):
    screen.resize(*size)
    screen.select("2", "harm")
    text = until(lambda: fills(screen, *size) and re.search(r"width \u754c+", screen.text) and screen.text, 5,
                 lambda: f"a picture of {size}:\n{screen.text}")
    rows = [cells(line) for line in text.splitlines()]
    dividers = [column for column, cell in enumerate(rows[3]) if cell == "│"]
    assert len(dividers) == (2 if size[0] >= 160 else 1), text
    assert all(row[dividers[0]] == "│" for row in rows[1:-2]), text
    log = [row for row in rows if any(cell == "\u754c" for cell in row)]
    assert all(row[dividers[-1]] == "│" for row in log), text
    edge = dividers[1] if len(dividers) > 1 else size[0]
    # The line goes on; a character of which only half has room before that sign is left out.
    assert all("\u754c" in row[edge - 4:edge - 1] and row[edge - 1] == ">" for row in log), text


def test_colours_of_a_log_are_kept(noisy, screen):
    screen.select("2", "harm")
    screen.until(r"Q colour kept end")
    assert re.search(r"colour \x1b\[31mkept\x1b\[39m end|colour \x1b\[31mkept\x1b\[0m end", screen.coloured), screen.coloured


def test_no_color_leaves_bold_and_reverse_but_no_colour(shop):
    screen = Screen(shop.sandbox, command="env NO_COLOR=1 dusty")
    screen.until(r"\bapi\b.*\bup\b")
    screen.press("j")
    screen.until(r">\s*web\b")
    codes = {code for codes in re.findall(r"\x1b\[([\d;]*)m", screen.coloured) for code in codes.split(";")}
    assert codes & {"1", "7"}
    assert codes <= {"", "0", "1", "2", "3", "4", "7", "39", "49"}
    screen.close()


# Terminals and sizes


def test_a_terminal_that_cannot_move_its_cursor_is_refused_in_a_sentence(shop):
    screen = Screen(shop.sandbox, command='env TERM=dumb dusty; echo "left with $?"')
    text = screen.until(r"left with [1-9]")
    assert len(text.strip().splitlines()) <= 4 and "The terminal type `dumb` cannot move its cursor" in text, text
    screen.until_restored()
    screen.close()


def test_without_a_second_screen_the_shell_goes_on_below_the_picture(shop):
    screen = Screen(shop.sandbox, command="TERM=vt100 dusty", name="vt100")
    screen.until(r"\bapi\b.*\bup\b")
    screen.press("q")
    text = screen.until(r"^ready\$ *$")
    assert re.search(r"\bq quit *\n+ready\$", text), text
    screen.close()


def test_an_unknown_terminal_is_taken_for_an_xterm(shop):
    screen = Screen(shop.sandbox, command="env TERM=never-heard-of dusty")
    screen.until(r"\bapi\b.*\bup\b")
    works(screen)
    screen.press("q")
    screen.until_restored()
    screen.close()


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (59, 15), (40, 10), (39, 9), (20, 5), (1, 1)])
def test_it_lives_through_a_small_terminal(shop, screen, size):
    whole = screen.selected
    screen.resize(*size)
    until(lambda: widest(screen.text) <= size[0], 5, lambda: f"it fits {size}:\n{screen.text}")
    # Keys work even where there is no room to show it.
    screen.press("j")
    if size >= (40, 10):
        screen.until(r">\s*web\b")
    screen.resize(120, 40)
    until(lambda: fills(screen, 120, 40), 5, lambda: f"a picture of 120x40:\n{screen.text}")
    text = screen.until(r">\s*web\b")
    for word in ("Apps", "Services", "Sync", "Machine", "Jobs", "api", "worker", "redis"):
        assert word in text
    assert whole == "api"


def test_a_storm_of_sizes_during_a_flood_ends_in_a_whole_picture(noisy, flooded):
    before = processes(noisy)
    flooded.resize_often(SIZES, 0.02)
    for size in ((100, 30), (220, 60), (120, 40)):
        flooded.resize(*size)
        until(lambda: fills(flooded, *size), 5, lambda: f"a picture of {size}:\n{flooded.text}")
    works(flooded)
    assert processes(noisy) == before


# Leaving, stopping and coming back


@pytest.mark.parametrize(("signal", "status", "sentence"), SIGNALS)
def test_a_signal_ends_it_with_a_sentence_and_restores_the_terminal(shop, signal, status, sentence):
    screen = Screen(shop.sandbox, command='dusty; echo "left with $?"')
    screen.until(r"\bapi\b.*\bup\b")
    shop.sandbox.run("pkill", f"-{signal}", "-x", "dusty")
    text = screen.until(r"left with \d+")
    assert "crashed" not in text, text
    assert f"left with {status}\n" in text, text
    # The shell's cursor may be anywhere in its line: the sentence may go on in the next.
    assert re.search(sentence, text.replace("\n", "")), text
    screen.until_restored()
    screen.close()


@pytest.mark.parametrize("log", ["api", "stream"])
def test_it_can_be_suspended_and_resumed_again_and_again(noisy, screen, log):
    screen.select("2" if log == "stream" else "1", log)
    for _ in range(3):
        screen.press("C-z")
        screen.until_restored()
        screen.type("clear; fg\n")
        screen.until(rf">\s*{log}\b")
        assert screen.fact("alternate_on") == "1"
        works(screen)


def test_it_comes_back_with_fg_after_it_was_stopped_from_outside(noisy, flooded):
    noisy.sandbox.run("pkill", "-STOP", "-x", "dusty")
    # It had no chance to leave the screen, so the shell speaks wherever the cursor is.
    flooded.until(r"Stopped \(signal\)")
    flooded.type("fg\n")
    flooded.until_gone(r"Stopped \(signal\)")
    until(lambda: fills(flooded, 120, 40), 5, lambda: f"a picture of 120x40:\n{flooded.text}")
    works(flooded)


def test_it_goes_on_after_it_was_stopped_and_continued_from_outside(shop):
    # The shell between sees nothing of the stop, as when a debugger or a supervisor holds a process for a while.
    screen = Screen(shop.sandbox, command="sh -c 'dusty; :'")
    screen.until(r"\bapi\b.*\bup\b")
    shop.sandbox.run("pkill", "-STOP", "-x", "dusty")
    screen.resize(100, 30)
    screen.press("j")
    shop.sandbox.run("pkill", "-CONT", "-x", "dusty")
    until(lambda: fills(screen, 100, 30), 5, lambda: f"a picture of 100x30:\n{screen.text}")
    screen.until(r">\s*web\b")
    works(screen)
    screen.press("q")
    screen.until_restored()
    screen.close()


# Pasting


def test_pasted_letters_do_nothing_in_lists_and_logs(shop, screen):
    shop.until_idle()
    jobs, containers = shop.status()["jobs"], shop.containers()
    for pane in ("1", "2", "5", "0"):
        screen.press(pane)
        before = screen.selected
        screen.paste("RyDysyruDy\nq:down\ry")
        holds(lambda: shop.status()["jobs"] == jobs, 1, "no job begins")
        assert not re.search(r"\?  *│|Esc closes|No$", screen.text) and screen.selected == before, screen.text
    assert shop.containers() == containers
    works(screen)


def test_a_pasted_letter_answers_no_question(shop, screen):
    jobs = shop.status()["jobs"]
    screen.select("1", "api")
    screen.press("R")
    screen.until(r"Rebuild api\?")
    screen.paste("y\n")
    holds(lambda: "Rebuild api?" in screen.text and shop.status()["jobs"] == jobs, 1, "the question stays")
    screen.press("n")
    screen.until_gone(r"Rebuild api\?")


def test_a_paste_into_a_line_is_text_without_control_bytes(shop, screen):
    screen.select("1", "api")
    screen.press("/")
    screen.paste("wo\x1b[31mrk\x07\x08\x1b]0;owned\x07er\x00")
    screen.until(r"^ /worker_ ")
    assert "owned" not in screen.fact("pane_title")
    screen.press("Enter")
    screen.until(r">\s*worker\b")


# A long log


def test_the_last_page_of_half_a_million_lines_is_there_at_once(noisy, screen):
    last = f"{noise.HISTORY_LINES - 1:010d} x"
    until(lambda: last in noisy.sandbox.text("docker", "logs", "--tail", "1", "dusty_history_1"), 60, "all lines are written")
    screen.select("2", "harm")
    screen.press("j")
    screen.until(r">\s*history\b")
    screen.until(last)
    resident = max(map(int, noisy.sandbox.text("ps", "-C", "dusty", "-o", "rss=").split())) // 1024
    assert resident < 150
