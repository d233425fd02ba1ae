"""``envwizard fix``: apply fixes in rounds, or print them as a patch."""

from __future__ import annotations

import argparse
import sys

from envwizard.cli.exit_codes import exit_code
from envwizard.cli.opening import open_session
from envwizard.engine.registry import all_rules
from envwizard.engine.session import Session
from envwizard.model.change import Command
from envwizard.model.errors import ApplyError, StaleEdit
from envwizard.model.harmless import harmless, harmless_line
from envwizard.model.plan import Preview
from envwizard.model.report import Report
from envwizard.reporters.patch import patch_text
from envwizard.reporters.plain import summary_line

_ROUNDS = 10


def run(said: argparse.Namespace) -> int:
    """Apply the safe fixes (with ``--unsafe`` the others too) and end like ``check``, by what remains."""
    session = open_session(said)
    report = session.scan()
    commands: dict[Command, None] = {}
    applied = 0
    for _ in range(_ROUNDS):
        plan = session.plan(report.findings, unsafe=said.unsafe, defaults=False)
        preview = session.preview(plan)
        commands.update(dict.fromkeys(plan.commands))
        if said.diff:
            sys.stdout.write(patch_text(preview.diffs))
            return exit_code(report, said.fail_on)
        if not preview.changes:
            break
        sys.stdout.write(patch_text(preview.diffs))
        if not said.yes and not _confirmed(preview):
            sys.stderr.write("No changes were made.\n" if not applied else "Stopped; earlier changes stay.\n")
            return exit_code(report, said.fail_on)
        try:
            entry = session.apply(preview)
        except (StaleEdit, ApplyError) as error:
            sys.stderr.write(f"envwizard: {harmless(str(error))}\n")
            return 2
        applied += 1
        sys.stdout.write(f"Applied change set {entry.id}: {harmless_line(entry.title)}\n")
        before, report = report, session.scan()
        if not session.aftermath(before).gone:
            break
    _commands(session, commands, said.run)
    if commands and said.run:
        report = session.scan()
    _left(session, report, said.unsafe)
    sys.stdout.write(summary_line(report) + "\n")
    if applied:
        sys.stdout.write("envwizard undo takes the last change set back.\n")
    return exit_code(report, said.fail_on)


def _confirmed(preview: Preview) -> bool:
    count = len(preview.changes)
    if preview.uncommitted:
        sys.stdout.write(f"Not committed yet: {', '.join(map(harmless_line, preview.uncommitted))}\n")
    sys.stdout.write(f"Apply {count} file{'s' if count > 1 else ''}? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _commands(session: Session, commands: dict[Command, None], wanted: str | None) -> None:
    """Print the commands that belong to the fixes; run those that the user asked to run."""
    for command in commands:
        line = " ".join(map(harmless_line, command.argv))
        may_run = wanted == "all" or (wanted == "plain" and not command.runs_project_code)
        sys.stdout.write(f"{'Running' if may_run else 'To run'}: {line}\n  {harmless_line(command.why.render())}\n")
        if may_run:
            result = session.run(command, lambda text: print("  " + harmless_line(text)))  # noqa: T201 - streamed
            sys.stdout.write(f"  exit code {result.code} after {result.seconds:.1f} s\n")


def _left(session: Session, report: Report, unsafe: bool) -> None:
    """Name the findings that stay, and why."""
    names = {rule.code: rule.name for rule in all_rules()}
    for left in session.plan(report.findings, unsafe=unsafe, defaults=False).left_out:
        where = harmless_line(str(left.finding.location))
        reason = harmless_line(left.reason.render())
        sys.stdout.write(f"Left: {where} {left.finding.rule} {names[left.finding.rule]}: {reason}\n")
        for note in left.fix.notes if left.fix is not None else ():
            sys.stdout.write(f"  {harmless_line(note.render())}\n")
