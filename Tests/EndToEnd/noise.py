"""Services that print, for dashboards to show."""


def python(program):
    """The spec of a service that runs a program, whose lines come as they are printed."""
    lines = "".join(f"    {line}\n" for line in program.strip().splitlines())
    return f"image: python:3.11\ninit: true\ncommand:\n  - python\n  - -uc\n  - |\n{lines}"


TICKER = python("""
import itertools, time
for number in itertools.count():
    print("tick", number)
    time.sleep(1)
""")

APP = """
image: python:3.11
commands: {always: ["exec sleep 1000000"]}
compose: {init: true}
"""

FLOOD = """
image: python:3.11
init: true
command: ["sh", "-c", "yes 'flood flood flood flood flood flood flood flood flood flood flood flood flood flood'"]
"""

# About ten thousand lines a second, without taking all of a processor.
STREAM = python("""
import itertools, sys, time
for number in itertools.count():
    sys.stdout.write("".join(f"stream {number} {line} {'x' * 80}\\n" for line in range(100)))
    sys.stdout.flush()
    time.sleep(0.01)
""")

HOSTILE = python(r"""
import time
while True:
    print("before \x1b[2J\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x1b[?1049l \x1bc\x9b2J \x07bell after")
    time.sleep(1)
""")

# It does not end when it is asked to.
MULE = """
image: python:3.11
command:
  - python
  - -uc
  - |
    import signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("will not go")
    time.sleep(1e6)
"""

# It ends at once, again and again.
FLAP = """
image: python:3.11
restart: always
command: [sh, -c, "sleep 0.3; exit 3"]
"""

QUICK_TICKER = TICKER.replace("time.sleep(1)", "time.sleep(0.2)")

LEDGER_LINES = [f"entry {number} {'blue' if number % 7 else 'red'}" for number in range(200)]
LEDGER = python("""
import time
for number in range(200):
    print("entry", number, "blue" if number % 7 else "red")
time.sleep(1e6)
""")

HISTORY_LINES = 500_000
HISTORY = python(f"""
import sys, time
for number in range({HISTORY_LINES}):
    sys.stdout.write("%010d %s\\n" % (number, "x" * 96))
sys.stdout.flush()
time.sleep(1e6)
""")

# What a line says, and what is to be seen of it.
HARM = {
    r"A title \x1b]0;owned\x07kept end": "A title kept end",
    r"B open title \x1b]0;owned": "B open title",
    r"C the line after it end": "C the line after it end",
    r"D cafe\u0301 end": "D cafe\u0301 end",
    r"E clipboard \x1b]52;c;b3duZWQ=\x07kept end": "E clipboard kept end",
    r"F clipboard \x1b]52;c;b3duZWQ=\x1b\\kept end": "F clipboard kept end",
    r"G mouse \x1b[?1000h\x1b[?1002h\x1b[?1003h\x1b[?1006hkept end": "G mouse kept end",
    r"H paste \x1b[?2004lkept end": "H paste kept end",
    r"I screen \x1b[?1049l\x1bc\x1b[2J\x1b[Hkept end": "I screen kept end",
    r"J eight bits \x9b2J\x9d0;owned\x07kept end": "J eight bits kept end",
    r"K backwards \u202ekept\u202c end": "K backwards kept end",
    r"L bell\x07 and back\x08\x08\x08\x08 end": "L bell and back end",
    r"M link \x1b]8;;http://owned/\x1b\\kept\x1b]8;;\x1b\\ end": "M link kept end",
    r"N answers \x1b[c\x1b[6n\x1b[?2026$p\x1bP$qm\x1b\\kept end": "N answers kept end",
    r"O family \U0001f468\u200d\U0001f469\u200d\U0001f467 end": "O family \U0001f468",
    r"P charset \x1b(0\x0ekept\x0f end": "P charset kept end",
    r"Q colour \x1b[31mkept\x1b[0m end": "Q colour kept end",
}
WIDE = ("wide " + "\u754c" * 150, "width " + "\u754c" * 150)
HARMFUL = python(f"""
import sys, time
for line in (
    {", ".join(f'"{line}"' for line in HARM)},
    {", ".join(f'"{line}"' for line in WIDE)},
):
    print(line)
sys.stdout.flush()
sys.stdout.buffer.write(b"R raw \\x9b2J \\x9d0;raw\\x07 \\xff\\xc3 kept end\\n")
sys.stdout.buffer.flush()
time.sleep(1e6)
""")
