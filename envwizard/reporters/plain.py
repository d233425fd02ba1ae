"""The text report: grouped by pitfall, one block per finding, a summary line at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from envwizard.model.change import Applicability
from envwizard.model.finding import Finding, Pitfall, Severity
from envwizard.model.harmless import harmless_line
from envwizard.model.matrix import CellState, Matrix, ValueSource
from envwizard.model.report import Failure, Report
from envwizard.model.rule import POINTS, Rule
from envwizard.model.suppression import Means, Notice, SuppressedFinding
from envwizard.reporters.ignore_lines import ignore_line
from envwizard.reporters.paint import PLAIN, Paint

PITFALL_TITLES = {
    Pitfall.ISOLATION: "Isolation",
    Pitfall.DOTENV: "dotenv",
    Pitfall.LOCKING: "Locking",
    Pitfall.PATHS: "Paths",
    Pitfall.SERVERS: "Servers",
}
_WORDS = {Severity.ERROR: "PROBLEM", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
_COMMAND, _ESCAPED = re.compile(r"^(\s*):"), r"\1\\:"
_STATES = {CellState.OK: "", CellState.PROBLEM: " (problem)", CellState.WARNING: " (warning)", CellState.NONE: ""}


def report_text(report: Report, rules: Iterable[Rule], paint: Paint = PLAIN, *, verbose: bool = False) -> str:
    """Write a report, in colours if ``paint`` has any; ends with a newline.

    ``verbose`` adds to each finding the line that ignores it, and lists what is suppressed.
    """
    by_code = {rule.code: rule for rule in rules}
    lines = [f"envwizard: {harmless_line(report.project_name)}", ""]
    for pitfall in Pitfall:
        mine = [finding for finding in report.findings if by_code[finding.rule].pitfall is pitfall]
        if mine:
            heading = paint.bold(f"{pitfall.number} {PITFALL_TITLES[pitfall]}")
            lines += [f"{heading}: {_counts(mine)}", ""]
            for finding in mine:
                lines += [*_finding(finding, by_code[finding.rule], paint, verbose), ""]
    lines += _questions(report)
    if verbose and report.suppressed:
        lines += [paint.bold("Suppressed"), "", *(f"  {_suppressed(one)}" for one in report.suppressed), ""]
    if report.notices:
        lines += [paint.bold("About what is ignored"), "", *(f"  {_notice(notice)}" for notice in report.notices), ""]
    if report.failures:
        lines += [paint.bold("Not looked at"), "", *(f"  {_failure(failure)}" for failure in report.failures), ""]
    lines.append(summary_line(report))
    if report.findings and not verbose:
        lines.append(paint.faint("-v shows for each finding the line that ignores it."))
    # In the log of a GitHub workflow a line that begins with two colons (a file's name may) is a command.
    return "".join(f"{_COMMAND.sub(_ESCAPED, line)}\n" for line in lines)


def summary_line(report: Report) -> str:
    """Say in one line how the report ends."""
    if report.nothing_to_check:
        return (
            "No findings: nothing of a Python project was found here (no sources, requirements, project file or lock)."
        )
    text = _counts(report.findings) or "No findings"
    offers = [finding.fix.applicability for finding in report.findings if finding.fix]
    mendable = sum(applicability is not Applicability.DISPLAY for applicability in offers)
    if mendable:
        text += f"; {mendable} with a fix (envwizard fix)"
    if report.suppressed:
        text += f"; {suppressed_counts(report)}"
    if report.failures:
        text += f"; {len(report.failures)} not looked at"
    return text + ("." if report.complete else "; the scan was stopped before its end.")


def suppressed_counts(report: Report) -> str:
    """Say how many findings are suppressed, and by what: ``5 suppressed (3 baseline, 2 comment)``."""
    means = [one.suppression.means for one in report.suppressed]
    by = ", ".join(f"{means.count(each)} {each.value}" for each in Means if each in means)
    return f"{len(means)} suppressed ({by})"


def matrix_text(matrix: Matrix) -> str:
    """Write the environments matrix as an aligned table, with a line for each value's origin below."""
    if not matrix.environments:
        return "No deployment environment was recognised in this project.\n"
    header = ["", *(environment.name for environment in matrix.environments)]
    table = [header]
    table += [
        [row.name, *(harmless_line(cell.short) + _STATES[cell.state] for cell in row.cells)] for row in matrix.rows
    ]
    widths = [max(len(line[column]) for line in table) for column in range(len(header))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table]
    lines.append("")
    for row in matrix.rows:
        for environment, cell in zip(matrix.environments, row.cells, strict=True):
            if cell.state is not CellState.NONE:
                lines += [f"{row.name}, {environment.name}: {_source(source)}" for source in cell.sources]
    return "\n".join(lines) + "\n"


def _source(source: ValueSource) -> str:
    place = f" [{harmless_line(str(source.location))}]" if source.location else ""
    return f"{harmless_line(source.text)}, {harmless_line(source.origin.render())}{place}"


def _finding(finding: Finding, rule: Rule, paint: Paint, verbose: bool) -> list[str]:
    where = paint.bold(harmless_line(str(finding.location)))
    environments = f"  [{', '.join(finding.environments)}]" if finding.environments else ""
    word = paint.severity(finding.severity, _WORDS[finding.severity])
    lines = [
        f"  {word}  {where}  {finding.rule} {rule.name} ({rule.point}){environments}",
        f"    {harmless_line(finding.message.render())}",
        f"    Why: {harmless_line(finding.why.render())}",
    ]
    lines += [
        f"    - {harmless_line(str(one.location))}: {harmless_line(one.message.render())}" for one in finding.evidence
    ]
    if finding.fix:
        lines.append(f"    Fix: {harmless_line(finding.fix.title.render())} ({finding.fix.applicability.value})")
    if verbose:
        place, text = ignore_line(finding)
        lines.append(f"    To ignore it: {harmless_line(text)}    ({place.render()})")
    return lines


def _suppressed(one: SuppressedFinding) -> str:
    suppression, where = one.suppression, harmless_line(str(one.finding.location))
    place = f" at {harmless_line(str(suppression.location))}" if suppression.location else ""
    reason = f": {harmless_line(suppression.reason)}" if suppression.reason else ""
    return f"{where}  {one.finding.rule}  by {suppression.means.value}{place}{reason}"


def _notice(notice: Notice) -> str:
    place = f"{harmless_line(str(notice.location))}: " if notice.location else ""
    return place + harmless_line(notice.message.render())


def _questions(report: Report) -> list[str]:
    """The open questions, each with what speaks for which answer and the option that answers it."""
    lines = ["Open questions", ""] if report.questions else []
    for question in report.questions:
        lines.append(f"  {harmless_line(question.text.render())}")
        lines += [
            f"    - {harmless_line(str(one.location))}: {harmless_line(one.message.render())}"
            for one in question.evidence
        ]
        said = f"{question.id}={question.default or '|'.join(question.choices)}"
        lines += [f"    Answer it with --answer '{harmless_line(said)}', or in the wizard", ""]
    return lines


def _failure(failure: Failure) -> str:
    where = harmless_line(str(failure.path)) if failure.path is not None else failure.by
    return f"{where}: {harmless_line(failure.message.render())} ({failure.kind.value}, {failure.by})"


def _counts(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(_count(counts[severity], severity) for severity in Severity if counts[severity])


def _count(count: int, severity: Severity) -> str:
    word = {Severity.ERROR: "problem", Severity.WARNING: "warning", Severity.INFO: "hint"}[severity]
    return f"{count} {word}{'s' if count > 1 else ''}"


def rules_table(rules: Iterable[Rule]) -> str:
    """List the rules: code, name, point, severity, summary."""
    rows = [(rule.code, rule.point, rule.name, rule.severity.value, rule.summary.render()) for rule in rules]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    blocks = []
    for pitfall in Pitfall:
        lines = [f"{pitfall.number} {PITFALL_TITLES[pitfall]}"]
        for row in rows:
            if POINTS[row[1]] is pitfall:
                cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
                lines.append("  " + "  ".join((*cells, row[4])))
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)
