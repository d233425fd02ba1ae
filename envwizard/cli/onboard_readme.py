"""``envwizard onboard --readme``: the block for those who come after, shown as a diff and written when confirmed."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from envwizard.model.errors import ApplyError, FixUnavailable, StaleEdit
from envwizard.model.harmless import harmless, harmless_line
from envwizard.model.message import Message, msg
from envwizard.reporters.patch import patch_text
from envwizard.workflows.onboarding.readme import plan_readme

if TYPE_CHECKING:
    from envwizard.engine.session import Session


def write_readme(session: Session, said: argparse.Namespace) -> int:
    """Show what would be written, ask, write; gives 1 where it cannot be written.

    Without a terminal to ask at, and with ``--plan``, it only shows.
    """
    session.scan()
    try:
        preview = session.preview(plan_readme(session, readme=said.readme, example=said.env_example))
        if not preview.changes:
            _say(msg("All of it is there already."))
            return 0
        sys.stdout.write(patch_text(preview.diffs))
        if not said.yes:
            if said.plan or said.script or not sys.stdin.isatty():
                return 0
            sys.stdout.write(msg("Write this? [y/N]").render() + " ")
            sys.stdout.flush()
            if sys.stdin.readline().strip().lower() not in ("y", "yes"):
                _say(msg("No changes were made."))
                return 0
        entry = session.apply(preview)
    except (FixUnavailable, StaleEdit, ApplyError) as error:
        sys.stderr.write(f"envwizard: {harmless(str(error))}\n")
        return 1
    _say(msg("Applied change set {id}: {title}", id=entry.id, title=entry.title))
    return 0


def _say(text: Message) -> None:
    sys.stdout.write(harmless_line(text.render()) + "\n")
