"""EW309 freeze-habit: a script, a Makefile or the README makes the list of requirements with pip freeze.

## What it checks
Commands that write the output of `pip freeze` (or of `pip list --format=freeze` and `uv pip freeze`) into a list of
requirements: in scripts, Makefiles, images and workflows, and as info in documents. Quiet where the output goes to
another file, as a record of what was installed, or to a pipe.

## Why it hurts
Each run replaces the list with whatever is installed at that moment: a linter that somebody tried out, the extras lost,
a package built on this machine as `@ file:///..`, one platform and one Python. Lines that were removed by hand come
back. Where the list is compiled from a .in file, the habit overwrites it and the hashes are gone.

## Example
    freeze:
        pip freeze > requirements.txt
    # mended:
    requirements.txt: requirements.in
        pip-compile --generate-hashes requirements.in

## What the fix does
Where a .in file for the list exists, it replaces the command with the pip-compile command for it. Otherwise it says how
to make one: the distributions that the project itself asks for, without versions.

## References
- pip 26.3 documentation, "pip freeze"
- pip-tools 7.6 documentation, "pip-compile"
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.dependencies.freeze_commands import FreezeCommand, freeze_commands
from envwizard.analysis.dependencies.migration_steps import compile_command
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Compile the list instead of freezing what is installed")
_EDITABLE = frozenset((Surface.SCRIPT, Surface.MAKEFILE, Surface.CI, Surface.DOCKERFILE))


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each command that freezes into a list of requirements."""
    found = freeze_commands(facts)
    if not found and not facts.requirements_files:
        return NotApplicable(msg("The project has no requirements file."))
    return [_finding(facts, one) for one in found]


def _finding(facts: Facts, one: FreezeCommand) -> Finding:
    place = one.command.location
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO if one.surface is None else Severity.WARNING,
        confidence=Confidence.HIGH,
        location=place,
        message=msg("{place} tells readers to run `{command}`", place=place, command=one.shown)
        if one.surface is None
        else msg("{place} runs `{command}`", place=place, command=one.shown),
        why=msg(
            "Each run replaces {target}, which {source} is the source of, with whatever is installed at that moment: "
            "hashes, extras and the reasons for the lines are gone.",
            target=one.target,
            source=one.source,
        )
        if one.source is not None
        else msg(
            "Each run replaces {target} with whatever is installed at that moment, on one platform: what the project "
            "asks for and what came along cannot be told apart any more.",
            target=one.target,
        ),
        subject=one.shown,
        environments=facts.environments_of(place.path),
        fix=FixOffer(_TITLE, Applicability.UNSAFE if _is_mendable(one) else Applicability.DISPLAY),
    )


def _is_mendable(one: FreezeCommand) -> bool:
    return one.source is not None and one.surface in _EDITABLE and one.span is not None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Put the pip-compile command in place of the freeze, or say how to get there."""
    one = next((each for each in freeze_commands(facts) if each.command.location == finding.location), None)
    path = finding.location.path
    if one is None or not isinstance(path, ProjectPath):
        raise FixUnavailable(msg("The command is not there any more."))
    source = one.source or f"{one.target.rpartition('.')[0] or one.target}.in"
    command = compile_command(source, one.target)
    if not _is_mendable(one):
        notes = (
            msg(
                "1. Write the distributions that the project itself asks for into {source}, without versions.",
                source=source,
            ),
            msg(
                "2. Put `{command}` in place of the freeze; it keeps the versions in {file}.",
                command=command,
                file=one.target,
            ),
        )
        return Fix(_TITLE, Applicability.DISPLAY, notes=notes)
    file = files(path)
    assert one.span is not None
    edit = ReplaceSpan(path, file.digest, one.span.start, one.span.end, file.encode(command))
    note = msg("It needs pip-tools: `pipx install pip-tools`, or pip-tools among the development requirements.")
    return Fix(_TITLE, Applicability.UNSAFE, (edit,), notes=(note,))


RULE = Rule(
    code="EW309",
    name="freeze-habit",
    point="3.1",
    severity=Severity.WARNING,
    summary=msg("A script, a Makefile or the README makes the list of requirements with pip freeze"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "migrate"),
)
