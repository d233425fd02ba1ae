"""Running the migration without screens, and ``envwizard migrate --check``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from envwizard.cli.saying import say, tell
from envwizard.engine.session import Session
from envwizard.model.errors import Cancelled
from envwizard.model.harmless import harmless_line
from envwizard.model.message import Message, msg
from envwizard.model.migration import Layout
from envwizard.model.workflow import StepProgress, StepState, StepStatus
from envwizard.reporters.columns import padded
from envwizard.reporters.patch import patch_text

if TYPE_CHECKING:
    from envwizard.workflows.migration.run import Migration

_SIGNS = {StepState.DONE: "✓", StepState.ATTENTION: "!", StepState.FAILED: "✗", StepState.SKIPPED: "-"}
_TEXT_LINES = 40


def check_locks(session: Session) -> int:
    """Tell which compiled files no longer answer their sources, without the network; 1 where any does not."""
    from envwizard.workflows.migration.checking import behind

    told = behind(session.facts)
    for message in told:
        say(message)
    if not told:
        say(msg("Every lock gives what its source asks for."))
    return 1 if told else 0


def run_migration(session: Session, layout: Layout, said: argparse.Namespace, notes: Iterable[Message] = ()) -> int:
    """Run all steps, then write (``--yes``), rehearse (``--dry-run``) or ask. Gives the exit code.

    ``notes`` are what the plan asks the user to look at.
    """
    from envwizard.workflows.migration.run import Migration

    for note in notes:
        sys.stderr.write(f"! {harmless_line(note.render())}\n")
    migration = Migration(session, layout, engine=said.engine, keep_old=said.keep_old)
    try:
        went_well = migration.run_all(_Progress(), on_step=_say)
        if not went_well:
            _explain(migration, said.verbose)
            return 1
        return _finish(migration, said)
    except (Cancelled, KeyboardInterrupt):
        tell(msg("interrupted. Nothing was changed."))
        return 130
    except OSError as error:
        # A full disk, above all: the steps write to the temporary folder only.
        place = f" ({error.filename})" if error.filename else ""
        reason = f"{error.strerror}{place}"
        tell(msg("the temporary folder cannot be written: {reason}. Nothing was changed.", reason=reason))
        return 1
    finally:
        migration.close()


def _finish(migration: Migration, said: argparse.Namespace) -> int:
    session = migration.session
    plan = migration.plan()
    preview = session.preview(plan)
    sys.stdout.write(patch_text(preview.diffs))
    for note in plan.settings[0].notes:
        say(msg("To do: {what}", what=note))
    for kept in migration.layout.kept:
        say(msg("Stays: {what}", what=kept))
    if not preview.changes:
        say(msg("The locks are up to date: nothing to write."))
        return 0
    if said.dry_run:
        from envwizard.workflows.migration.rehearsal import rehearse_preview

        folder = rehearse_preview(preview)
        say(msg("The files as they would be are in {folder}; the project is unchanged.", folder=folder))
        return 0
    if not said.yes and not _confirmed(len(preview.changes)):
        say(msg("Nothing was changed."))
        return 0
    entry = session.apply(preview)
    say(msg("Applied change set {id}: {title}", id=entry.id, title=entry.title))
    say(msg("envwizard undo takes the whole migration back."))
    return 0


def _confirmed(count: int) -> bool:
    asked = msg("Write 1 file? [y/N]") if count == 1 else msg("Write {count} files? [y/N]", count=count)
    sys.stdout.write(f"{asked} ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _say(status: StepStatus) -> None:
    title, seen = (harmless_line(one.render()) for one in (status.title, status.seen))
    sys.stderr.write(f"{_SIGNS.get(status.state, ' ')} {padded(title, 8)} {seen}\n")
    if status.state is StepState.ATTENTION:
        for detail in status.details:
            sys.stderr.write(f"    {harmless_line(detail.render())}\n")
    sys.stderr.flush()


def _explain(migration: Migration, verbose: bool) -> None:
    if not migration.output:
        return
    if not verbose:
        tell(msg("--verbose shows the tool's own text."))
        return
    for line in migration.output[-_TEXT_LINES:]:
        sys.stderr.write(f"    {harmless_line(line)}\n")


class _Progress:
    """Shows how far a step is on one line of a terminal; a file gets no such lines."""

    def __call__(self, progress: StepProgress) -> None:
        """Show it."""
        if not sys.stderr.isatty():
            return
        count = f"{progress.done}/{progress.total} " if progress.total else ""
        now = harmless_line(progress.now)[:60]
        sys.stderr.write(f"\r\x1b[K◐ {progress.key} {count}{int(progress.seconds)} s  {now}\r")
        sys.stderr.flush()
