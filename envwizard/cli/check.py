"""``envwizard check``: probe and report."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from envwizard.cli.colours import wants_colours
from envwizard.cli.exit_codes import exit_code
from envwizard.cli.opening import open_session
from envwizard.cli.saying import tell
from envwizard.engine.registry import all_rules
from envwizard.engine.session import Session
from envwizard.model.errors import UsageError
from envwizard.model.message import msg
from envwizard.model.report import Report
from envwizard.project.repository import below_repository
from envwizard.reporters.choices import WRITERS
from envwizard.reporters.paint import COLOURED, PLAIN
from envwizard.reporters.plain import report_text
from envwizard.workspace.reports import write_report


def run(said: argparse.Namespace) -> int:
    """Scan the project and write the report to standard output or ``--output``."""
    session = _open(said)
    report = session.scan()
    if said.write_baseline is not None:
        _write_baseline(session, said.write_baseline or said.baseline)
        report = session.scan()
    if said.environment:
        report = _only(report, said.environment)
    write(_written(report, said, session.project.root), said.output)
    return exit_code(report, said.fail_on)


def _written(report: Report, said: argparse.Namespace, root: Path) -> str:
    if said.format == "text":
        coloured = said.output is None and wants_colours(sys.stdout)
        return report_text(report, all_rules(), COLOURED if coloured else PLAIN, verbose=said.verbose)
    return WRITERS[said.format](report, all_rules(), below_repository(root))


def _open(said: argparse.Namespace) -> Session:
    target = said.write_baseline
    if target and Path(target).is_dir():
        raise UsageError(
            msg("{path} is a folder: name the project before --write-baseline, and a file after it.", path=target)
        )
    return open_session(said, new_baseline=target)


def _write_baseline(session: Session, target: str | None) -> None:
    """Write the baseline, and say how it is used from now on where the settings do not name it yet."""
    path = session.write_baseline(target)
    tell(msg("the baseline {path} holds today's findings.", path=path))
    root, configured = session.project.root, session.project.configuration.baseline
    if not configured or (root / configured).resolve() != path.resolve():
        shown = os.path.relpath(path.resolve(), root).replace(os.sep, "/")
        tell(
            msg(
                'put `baseline = "{path}"` into [tool.envwizard] of pyproject.toml (or into .envwizard.toml), or give '
                "it to --baseline each time.",
                path=shown,
            )
        )


def write(text: str, target: str | None) -> None:
    """Write to a file, or to standard output where none is named."""
    if target is None:
        sys.stdout.write(text)
    else:
        write_report(Path(target), text, overwrite=True)


def _only(report: Report, name: str) -> Report:
    """Keep the findings of one environment and those that belong to none in particular."""
    known = [environment.name for environment in report.environments]
    if name not in known:
        names = ", ".join(known) or msg("none")
        raise UsageError(msg("There is no environment {name} in this project. Known: {names}.", name=name, names=names))
    kept = tuple(one for one in report.findings if not one.environments or name in one.environments)
    return replace(report, findings=kept)
