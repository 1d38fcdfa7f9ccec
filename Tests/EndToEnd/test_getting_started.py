"""docs/getting-started.md, followed word by word on an empty machine."""

import re

from sandbox import ROOT

PAGE = (ROOT / "docs" / "getting-started.md").read_text()


def steps():
    """Each block of commands with the lines that its output must have, in this order."""
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    result = []
    for language, text in blocks:
        if language == "sh":
            result.append((text, []))
        elif language == "text":
            result[-1][1].extend(text.splitlines())
    return result


def test_every_command_of_the_page_works_and_answers_as_shown(sandbox):
    home = sandbox.directory / "home"
    home.mkdir()
    assert len(steps()) > 8
    for commands, answers in steps():
        result = sandbox.run("sh", "-eu", "-c", commands, cwd=home, env={"HOME": str(home)}, timeout=120)
        place = 0
        for answer in answers:
            found = result.stdout.find(answer, place)
            if found < 0:
                found = (result.stdout + result.stderr).find(answer)
            assert found >= 0, f"{commands}\nlacks {answer!r}:\n{result.stdout}\n{result.stderr}"
            place = found + len(answer) if found < len(result.stdout) else place
