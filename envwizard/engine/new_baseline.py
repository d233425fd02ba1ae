"""What a new baseline holds."""

from __future__ import annotations

from envwizard.model.report import OutcomeKind, Report
from envwizard.model.suppression import Baseline, BaselineEntry, Means


def baseline_entries(report: Report, old: Baseline | None) -> tuple[BaselineEntry, ...]:
    """Take the report's findings, those that the old baseline suppressed, and its entries for rules not asked."""
    judged = {one.rule for one in report.outcomes if one.kind not in (OutcomeKind.CRASHED, OutcomeKind.SKIPPED)}
    kept = (one for one in (old.entries if old else ()) if one.rule not in judged)
    still = (one.finding for one in report.suppressed if one.suppression.means is Means.BASELINE)
    new = (BaselineEntry(str(one.location.path), one.rule, one.fingerprint) for one in (*report.findings, *still))
    return tuple(sorted({*kept, *new}))
