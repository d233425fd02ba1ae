"""Opening the project that the command line names."""

from __future__ import annotations

import argparse

from envwizard.cli.answers import answers_of
from envwizard.engine.session import Session


def open_session(said: argparse.Namespace, *, new_baseline: str | None = None) -> Session:
    """Open the session with everything that the options of ``check``, ``fix`` and the wizard say.

    ``new_baseline`` is the baseline that is going to be written: a file, or empty for the usual one. Raises
    ``ProjectError`` and ``UsageError``.
    """
    return Session.open(
        said.path,
        select=said.select,
        ignore=said.ignore,
        baseline=new_baseline or said.baseline,
        rewrites_baseline=new_baseline is not None,
        answers=answers_of(said),
        roots=said.root,
    )
