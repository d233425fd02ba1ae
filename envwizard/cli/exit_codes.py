"""The exit code that a report asks for."""

from __future__ import annotations

from envwizard.model.finding import Severity
from envwizard.model.report import Report

CLEAN, FINDINGS, USAGE, CRASHED = 0, 1, 2, 3


def exit_code(report: Report, threshold: str) -> int:
    """Give 3 where a rule or probe crashed, 1 where a finding is at the threshold (or ``never``), else 0."""
    if report.crashed:
        return CRASHED
    if threshold == "never":
        return CLEAN
    rank = Severity(threshold).rank
    return FINDINGS if any(finding.severity.rank <= rank for finding in report.findings) else CLEAN
