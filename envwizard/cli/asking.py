"""What ``fix`` asks on the terminal: the choices that fixes go by, and whether to apply."""

from __future__ import annotations

import sys

from envwizard.cli.saying import say
from envwizard.engine.rounds import Rounds, Wanted
from envwizard.model.harmless import harmless_line
from envwizard.model.message import msg
from envwizard.model.plan import Preview
from envwizard.model.question import Question


def ask_choices(rounds: Rounds, wanted: Wanted) -> None:
    """Ask for each choice that a fix waits for; without a terminal nothing is asked, and those fixes are left out."""
    if not sys.stdin.isatty():
        return
    asked: set[str] = set()
    # An answer may bring up another choice.
    while unmade := [one for one in rounds.plan(wanted).choices if not one.given and one.question.id not in asked]:
        asked.add(unmade[0].question.id)
        answer = _ask(unmade[0].question)
        if answer is not None:
            rounds.answer(unmade[0].question.id, answer)


def _ask(question: Question) -> str | None:
    """Ask until there is an answer; Enter takes the default, or leaves the fix out where there is none."""
    sys.stdout.write("\n")
    say(question.text)
    for one in question.evidence:
        say(msg("{place}: {message}", place=one.location, message=one.message), "  ")
    for number, value in enumerate(question.choices, 1):
        shown = msg("{value} (suggested)", value=value) if value == question.default else value
        say(msg("{number}  {value}", number=number, value=shown), "  ")
    enter = msg("Enter leaves it out")
    if question.default is not None:
        enter = msg("Enter takes {value}", value=question.default)
    what = msg("1 to {count}", count=len(question.choices)) if question.choices else msg("Your answer")
    while True:
        sys.stdout.write(f"{what} [{harmless_line(enter.render())}]: ")
        sys.stdout.flush()
        said = sys.stdin.readline()
        typed = said.strip()
        if not typed:
            return question.default if said else None
        if not question.choices or typed in question.choices:
            return typed
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(question.choices):
            return question.choices[int(typed) - 1]


def confirmed(preview: Preview) -> bool:
    """Ask whether to write what was shown; everything but yes means no."""
    count = len(preview.changes)
    for path in preview.uncommitted:
        say(msg("{path} is not as the last commit has it: the fix would stand among your changes.", path=path))
    asked = msg("Apply 1 file? [y/N]") if count == 1 else msg("Apply {count} files? [y/N]", count=count)
    sys.stdout.write(f"{asked} ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
