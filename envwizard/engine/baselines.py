"""The baseline that a session goes by: the known one is read, and a new one written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from envwizard.project.project import Project

if TYPE_CHECKING:
    from envwizard.model.report import Report
    from envwizard.model.suppression import Baseline, BaselineEntry


def known_baseline(project: Project, typed: str | None, may_be_missing: bool) -> Baseline | None:
    """Read the baseline that the user typed, or that of the configuration; ``None`` where there is none.

    Raises ``UsageError`` where it cannot be read, or is missing and may not be.
    """
    from envwizard.project.baseline import DEFAULT_NAME, read_baseline

    configured = project.configuration.baseline or (DEFAULT_NAME if may_be_missing else "")
    shown = typed or configured
    if not shown:
        return None
    path = Path(typed) if typed else project.root / configured
    if may_be_missing and not path.exists():
        return None
    return read_baseline(path, shown)


def write_baseline(project: Project, report: Report, old: Baseline | None, target: str | None) -> tuple[Baseline, Path]:
    """Write the findings of a report as the baseline, where the user typed it or else where the project has it.

    Raises ``UsageError`` where something else than a baseline is there or writing fails.
    """
    from envwizard.model.suppression import Baseline
    from envwizard.project.baseline import DEFAULT_NAME, read_baseline
    from envwizard.reporters.baseline_json import baseline_json
    from envwizard.workspace.reports import write_report

    path = Path(target) if target else project.root / (project.configuration.baseline or DEFAULT_NAME)
    if path.exists():
        read_baseline(path, str(path))  # whatever else stands there is not overwritten
    entries = _entries(report, old)
    write_report(path, baseline_json(entries), overwrite=True)
    return Baseline(entries, str(path)), path


def _entries(report: Report, old: Baseline | None) -> tuple[BaselineEntry, ...]:
    """Take the report's findings, those that the old baseline suppressed, and its entries for rules not asked."""
    from envwizard.model.report import OutcomeKind
    from envwizard.model.suppression import BaselineEntry, Means

    judged = {one.rule for one in report.outcomes if one.kind not in (OutcomeKind.CRASHED, OutcomeKind.SKIPPED)}
    kept = (one for one in (old.entries if old else ()) if one.rule not in judged)
    still = (one.finding for one in report.suppressed if one.suppression.means is Means.BASELINE)
    new = (BaselineEntry(str(one.location.path), one.rule, one.fingerprint) for one in (*report.findings, *still))
    return tuple(sorted({*kept, *new}))
