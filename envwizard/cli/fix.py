"""``envwizard fix``: apply fixes in rounds, or print them as a patch."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from envwizard.cli.asking import ask_choices, confirmed
from envwizard.cli.committing import Committer
from envwizard.cli.exit_codes import USAGE, exit_code
from envwizard.cli.opening import open_session
from envwizard.cli.saying import say, tell
from envwizard.engine.registry import all_rules
from envwizard.engine.rounds import Rounds, Wanted
from envwizard.engine.session import Session
from envwizard.model.errors import ApplyError, StaleEdit, UsageError
from envwizard.model.finding import Finding, Pitfall
from envwizard.model.harmless import harmless, harmless_line
from envwizard.model.message import msg
from envwizard.reporters.changes import changes_text
from envwizard.reporters.patch import patch_text
from envwizard.reporters.plain import summary_line


class _Declined(Exception):
    """The user does not want what was shown."""


def run(said: argparse.Namespace) -> int:
    """Apply the safe fixes (with ``--unsafe`` the others too) and end like ``check``, by what remains."""
    session = open_session(said)
    if said.commit and not said.diff and (obstacle := session.commit_obstacle()) is not None:
        raise UsageError(obstacle)
    session.scan()
    rounds = Rounds(session, unsafe=said.unsafe)
    if session.facts.decisions.answers:
        rounds.plan()  # a wrong answer is told before anything is written
    if said.diff:
        return _show_patch(rounds, said)
    failed = _apply(session, rounds, said)
    _run_commands(rounds, said.run)
    done = rounds.done()
    sys.stdout.write(changes_text(done, all_rules()))
    sys.stdout.write(summary_line(done.after) + "\n")
    if rounds.written:
        ids = ", ".join(written.entry.id for written in reversed(rounds.written))
        if len(rounds.written) > 1:
            say(msg("envwizard undo takes the last change set back (each call one: {ids}).", ids=ids))
        else:
            say(msg("envwizard undo takes the last change set back."))
    if said.report:
        path = session.save_report(said.report, overwrite=True, done=done)
        tell(msg("the report is in {path}.", path=path))
    return USAGE if failed else exit_code(done.after, said.fail_on)


def _show_patch(rounds: Rounds, said: argparse.Namespace) -> int:
    preview = rounds.next()
    sys.stdout.write(patch_text(preview.diffs) if preview is not None else "")
    for left in rounds.plan().left_out:
        if left.fix is not None and left.fix.choices:
            finding = f"{left.finding.location} {left.finding.rule}"
            tell(msg("not in the patch: {finding}: {reason}", finding=finding, reason=left.reason))
    return exit_code(rounds.report, said.fail_on)


def _apply(session: Session, rounds: Rounds, said: argparse.Namespace) -> bool:
    """Write round by round, with ``--commit`` pitfall by pitfall; tells whether writing or committing failed."""
    pitfalls = {rule.code: rule.pitfall for rule in all_rules()}
    try:
        if not said.commit:
            _apply_rounds(rounds, lambda _: True, said, None)
            return False
        for pitfall in Pitfall:
            committer = Committer(session, rounds, pitfall)
            try:
                _apply_rounds(rounds, partial(_belongs, pitfalls, pitfall), said, committer)
            finally:
                committer.commit()
    except _Declined:
        stopped = msg("Stopped; earlier changes stay.") if rounds.written else msg("No changes were made.")
        sys.stderr.write(f"{stopped}\n")
    except (StaleEdit, ApplyError) as error:
        sys.stderr.write(f"envwizard: {harmless(str(error))}\n")
        return True
    return False


def _belongs(pitfalls: dict[str, Pitfall], pitfall: Pitfall, finding: Finding) -> bool:
    return pitfalls[finding.rule] is pitfall


def _apply_rounds(rounds: Rounds, wanted: Wanted, said: argparse.Namespace, committer: Committer | None) -> None:
    rounds.begin()
    if not said.yes:
        ask_choices(rounds, wanted)
    while (preview := rounds.next(wanted)) is not None:
        sys.stdout.write(patch_text(preview.diffs))
        if not said.yes and not confirmed(preview):
            raise _Declined
        written = rounds.apply(preview)
        say(msg("Applied change set {id}: {title}", id=written.entry.id, title=written.entry.title))
        if committer is not None:
            committer.add(written, preview)


def _run_commands(rounds: Rounds, wanted: str | None) -> None:
    """Run the commands that the user asked to run, in their order; the others are printed afterwards."""
    ran = False
    for command in rounds.commands:
        if wanted is not None and rounds.is_blocked(command):
            say(msg("Not run, because the command before it failed: {command}", command=command.typed))
        elif wanted == "all" or (wanted == "plain" and not command.runs_project_code):
            say(msg("Running: {command}", command=command.typed))
            result = rounds.run(command, lambda text: print("  " + harmless_line(text), flush=True))  # noqa: T201 - streamed
            say(msg("exit code {code} after {seconds} s", code=result.code, seconds=f"{result.seconds:.1f}"), "  ")
            ran = True
    if ran:
        rounds.rescan()
