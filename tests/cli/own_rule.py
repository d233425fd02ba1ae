"""EW599 own: a rule of the tests' own, read by the real registry, whose fix does what the file's name says.

## What it checks
Files named ``bad-*.txt``.

## Why it hurts
It does not.

## Example
``bad-delete.txt``

## What the fix does
What the name says.

## References
- none
"""

import sys
from collections.abc import Iterator

from envwizard.model.change import Applicability, Command, CreateFile, DeleteFile, Fix, ReplaceSpan
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, Rule
from envwizard.model.source import Location

_TITLE = msg("Do what the name says")


def check(facts: Facts) -> Iterator[Finding]:
    for entry in facts.inventory.files:
        if entry.path.name.startswith("bad-") and entry.path.name.endswith(".txt"):
            yield Finding("EW599", Severity.ERROR, Confidence.HIGH, Location(entry.path),
                          msg("{path} is bad", path=entry.path), msg("it hurts"), entry.path.value,
                          fix=FixOffer(_TITLE, Applicability.SAFE))  # fmt: skip


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    file = files(path)
    kind = path.name.removeprefix("bad-").removesuffix(".txt")
    gone = DeleteFile(path, file.digest)
    if kind == "stays":
        return Fix(_TITLE, Applicability.SAFE, (ReplaceSpan(path, file.digest, 0, 0, b"x"),))
    if kind == "clash":
        return Fix(_TITLE, Applicability.SAFE, (gone, CreateFile(path, b"")))
    if kind == "new":
        return Fix(_TITLE, Applicability.SAFE, (gone, CreateFile(ProjectPath("bad-clash.txt"), b"")))
    if kind == "choice":
        question = Question(f"own:{path}", msg("Which word for {path}?", path=path), ("one", "two"), "one")
        word = chosen(question, answers) or ""
        edits = (gone, CreateFile(ProjectPath("good.txt"), word.encode()))
        return Fix(_TITLE, Applicability.SAFE, edits, choices=(question,))
    if kind == "fails":
        first = Command((sys.executable, "-c", "raise SystemExit(3)"), msg("fails"))
        return Fix(_TITLE, Applicability.SAFE, commands=(first, Command(("touch", "never"), msg("comes after it"))))
    if kind in ("command", "slow"):
        code = "import os; os.remove('bad-command.txt'); print('removed it')"
        if kind == "slow":
            code = "import time; print('begun', flush=True); time.sleep(60)"
        command = Command((sys.executable, "-c", code), msg("removes it"), inverse=("touch", path.value))
        return Fix(_TITLE, Applicability.SAFE, commands=(command, command))
    return Fix(_TITLE, Applicability.SAFE, (gone,))


RULE = Rule("EW599", "own", "5.3", Severity.ERROR, msg("own"), __doc__, check, fix, asks=("own",))
