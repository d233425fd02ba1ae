"""What ``fix`` asks on the terminal: the choices that fixes go by, and whether to apply."""

from __future__ import annotations

import sys

from envwizard.engine.rounds import Rounds, Wanted
from envwizard.model.harmless import harmless_line
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
    sys.stdout.write(f"\n{harmless_line(question.text.render())}\n")
    for one in question.evidence:
        sys.stdout.write(f"  {harmless_line(str(one.location))}: {harmless_line(one.message.render())}\n")
    for number, value in enumerate(question.choices, 1):
        mark = " (suggested)" if value == question.default else ""
        sys.stdout.write(f"  {number}  {harmless_line(value)}{mark}\n")
    enter = f"Enter takes {harmless_line(question.default)}" if question.default is not None else "Enter leaves it out"
    what = f"1 to {len(question.choices)}" if question.choices else "Your answer"
    while True:
        sys.stdout.write(f"{what} [{enter}]: ")
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
        sys.stdout.write(
            f"{harmless_line(path)} is not as the last commit has it: the fix would stand among your changes.\n"
        )
    sys.stdout.write(f"Apply {count} file{'s' if count > 1 else ''}? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
