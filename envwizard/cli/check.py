"""``envwizard check``: probe and report."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from envwizard.cli.answers import answers_of
from envwizard.cli.exit_codes import exit_code
from envwizard.engine.registry import all_rules
from envwizard.engine.session import Session
from envwizard.model.errors import UsageError
from envwizard.model.message import msg
from envwizard.model.report import Report
from envwizard.reporters.json_report import report_json
from envwizard.reporters.plain import report_text


def run(said: argparse.Namespace) -> int:
    """Scan the project and write the report to standard output or ``--output``."""
    report = Session.open(
        said.path, select=said.select, ignore=said.ignore, answers=answers_of(said), roots=said.root
    ).scan()
    if said.environment:
        report = _only(report, said.environment)
    writer = {"text": report_text, "json": report_json}[said.format]
    write(writer(report, all_rules()), said.output)
    return exit_code(report, said.fail_on)


def write(text: str, target: str | None) -> None:
    """Write to a file, or to standard output where none is named."""
    if target is None:
        sys.stdout.write(text)
        return
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            msg("{path} cannot be written: {reason}", path=target, reason=error.strerror or error)
        ) from None


def _only(report: Report, name: str) -> Report:
    """Keep the findings of one environment and those that belong to none in particular."""
    known = [environment.name for environment in report.environments]
    if name not in known:
        names = ", ".join(known) or "none"
        raise UsageError(msg("There is no environment {name} in this project. Known: {names}.", name=name, names=names))
    kept = tuple(one for one in report.findings if not one.environments or name in one.environments)
    return replace(report, findings=kept)
