"""The text report: grouped by pitfall, one block per finding, a summary line at the end."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.change import Applicability
from envwizard.model.finding import Finding, Pitfall, Severity
from envwizard.model.harmless import harmless_line
from envwizard.model.matrix import CellState, Matrix
from envwizard.model.report import Failure, Report
from envwizard.model.rule import POINTS, Rule

PITFALL_TITLES = {
    Pitfall.ISOLATION: "Isolation",
    Pitfall.DOTENV: "dotenv",
    Pitfall.LOCKING: "Locking",
    Pitfall.PATHS: "Paths",
    Pitfall.SERVERS: "Servers",
}
_WORDS = {Severity.ERROR: "PROBLEM", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
_STATES = {CellState.OK: "", CellState.PROBLEM: " (problem)", CellState.WARNING: " (warning)", CellState.NONE: ""}


def report_text(report: Report, rules: Iterable[Rule]) -> str:
    """Write a report as plain text without colours; ends with a newline."""
    by_code = {rule.code: rule for rule in rules}
    lines = [f"envwizard: {harmless_line(report.project_name)}", ""]
    for pitfall in Pitfall:
        mine = [finding for finding in report.findings if by_code[finding.rule].pitfall is pitfall]
        if mine:
            lines += [f"{pitfall.number} {PITFALL_TITLES[pitfall]}", ""]
            for finding in mine:
                lines += [*_finding(finding, by_code[finding.rule]), ""]
    lines += _questions(report)
    if report.failures:
        lines += ["Not looked at", "", *(f"  {_failure(failure)}" for failure in report.failures), ""]
    lines.append(summary_line(report))
    return "\n".join(lines) + "\n"


def summary_line(report: Report) -> str:
    """Say in one line how the report ends."""
    counts = [_count(report.count(severity), severity) for severity in Severity if report.count(severity)]
    text = ", ".join(counts) if counts else "No findings"
    offers = [finding.fix.applicability for finding in report.findings if finding.fix]
    mendable = sum(applicability is not Applicability.DISPLAY for applicability in offers)
    if mendable:
        text += f"; {mendable} with a fix (envwizard fix)"
    if report.failures:
        text += f"; {len(report.failures)} not looked at"
    return text + ("." if report.complete else "; the scan was stopped before its end.")


def matrix_text(matrix: Matrix) -> str:
    """Write the environments matrix as an aligned table, with a line for each value's origin below."""
    if not matrix.environments:
        return "No deployment environment was recognised in this project.\n"
    header = ["", *(environment.name for environment in matrix.environments)]
    table = [header]
    table += [
        [row.name, *(harmless_line(cell.value) + _STATES[cell.state] for cell in row.cells)] for row in matrix.rows
    ]
    widths = [max(len(line[column]) for line in table) for column in range(len(header))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table]
    lines.append("")
    for row in matrix.rows:
        for environment, cell in zip(matrix.environments, row.cells, strict=True):
            if cell.state is not CellState.NONE:
                place = f" [{harmless_line(str(cell.location))}]" if cell.location else ""
                origin = harmless_line(cell.origin.render())
                lines.append(f"{row.name}, {environment.name}: {harmless_line(cell.value)}, {origin}{place}")
    return "\n".join(lines) + "\n"


def _finding(finding: Finding, rule: Rule) -> list[str]:
    where = harmless_line(str(finding.location))
    environments = f"  [{', '.join(finding.environments)}]" if finding.environments else ""
    lines = [
        f"  {_WORDS[finding.severity]}  {where}  {finding.rule} {rule.name} ({rule.point}){environments}",
        f"    {harmless_line(finding.message.render())}",
        f"    Why: {harmless_line(finding.why.render())}",
    ]
    lines += [
        f"    - {harmless_line(str(one.location))}: {harmless_line(one.message.render())}" for one in finding.evidence
    ]
    if finding.fix:
        lines.append(f"    Fix: {harmless_line(finding.fix.title.render())} ({finding.fix.applicability.value})")
    return lines


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
