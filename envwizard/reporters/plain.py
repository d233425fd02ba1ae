"""The text report: grouped by pitfall, one block per finding, a summary line at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from envwizard.model.change import Applicability
from envwizard.model.finding import Finding, FixOffer, Pitfall, Severity
from envwizard.model.harmless import harmless_line
from envwizard.model.matrix import Cell, CellState, Matrix, ValueSource
from envwizard.model.message import Message, msg
from envwizard.model.report import Failure, FailureKind, Report
from envwizard.model.rule import POINTS, Rule
from envwizard.model.suppression import Means, Notice, SuppressedFinding
from envwizard.reporters.columns import aligned
from envwizard.reporters.ignore_lines import ignore_line
from envwizard.reporters.paint import PLAIN, Paint

PITFALL_TITLES = {
    Pitfall.ISOLATION: msg("Isolation"),
    Pitfall.DOTENV: msg("dotenv"),
    Pitfall.LOCKING: msg("Locking"),
    Pitfall.PATHS: msg("Paths"),
    Pitfall.SERVERS: msg("Servers"),
}
_WORDS = {Severity.ERROR: msg("PROBLEM"), Severity.WARNING: msg("WARNING"), Severity.INFO: msg("INFO")}
APPLICABILITY = {
    Applicability.SAFE: msg("safe"),
    Applicability.UNSAFE: msg("unsafe"),
    Applicability.DISPLAY: msg("display"),
}
_MEANS = {
    Means.COMMENT: msg("comment"),
    Means.PATH: msg("per-path-ignores"),
    Means.IGNORE: msg("ignore"),
    Means.BASELINE: msg("baseline"),
}
_FAILURES = {
    FailureKind.UNREADABLE: msg("unreadable"),
    FailureKind.UNPARSED: msg("unparsed"),
    FailureKind.TOO_LARGE: msg("too-large"),
    FailureKind.CRASHED: msg("crashed"),
}
_COUNTED = {
    Severity.ERROR: (msg("1 problem"), msg("{count} problems")),
    Severity.WARNING: (msg("1 warning"), msg("{count} warnings")),
    Severity.INFO: (msg("1 hint"), msg("{count} hints")),
}
# Between the parts of a line that says several things.
_NEXT = msg("; ")
_COMMAND, _ESCAPED = re.compile(r"^(\s*):"), r"\1\\:"
_STATES = {CellState.PROBLEM: msg("{value} (problem)"), CellState.WARNING: msg("{value} (warning)")}


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
        lines += _section(msg("Suppressed"), map(_suppressed, report.suppressed), paint)
    if report.notices:
        lines += _section(msg("About what is ignored"), map(_notice, report.notices), paint)
    if report.failures:
        lines += _section(msg("Not looked at"), map(_failure, report.failures), paint)
    lines.append(summary_line(report))
    if report.findings and not verbose:
        lines.append(paint.faint(msg("-v shows for each finding the line that ignores it.").render()))
    # In the log of a GitHub workflow a line that begins with two colons (a file's name may) is a command.
    return "".join(f"{_COMMAND.sub(_ESCAPED, line)}\n" for line in lines)


def _section(title: Message, rows: Iterable[str], paint: Paint) -> list[str]:
    return [paint.bold(title.render()), "", *(f"  {row}" for row in rows), ""]


def summary_line(report: Report) -> str:
    """Say in one line how the report ends."""
    if report.nothing_to_check:
        return msg(
            "No findings: nothing of a Python project was found here (no sources, requirements, project file or lock)."
        ).render()
    parts = [_counts(report.findings) or msg("No findings").render()]
    offers = [finding.fix.applicability for finding in report.findings if finding.fix]
    mendable = sum(applicability is not Applicability.DISPLAY for applicability in offers)
    if mendable:
        parts.append(msg("{count} with a fix (envwizard fix)", count=mendable).render())
    if report.suppressed:
        parts.append(suppressed_counts(report))
    if report.failures:
        parts.append(msg("{count} not looked at", count=len(report.failures)).render())
    if not report.complete:
        parts.append(msg("the scan was stopped before its end").render())
    return msg("{parts}.", parts=_NEXT.render().join(parts)).render()


def suppressed_counts(report: Report) -> str:
    """Say how many findings are suppressed, and by what: ``5 suppressed (3 baseline, 2 comment)``."""
    means = [one.suppression.means for one in report.suppressed]
    by = ", ".join(f"{means.count(each)} {_MEANS[each].render()}" for each in Means if each in means)
    return msg("{count} suppressed ({by})", count=len(means), by=by).render()


def matrix_text(matrix: Matrix) -> str:
    """Write the environments matrix as an aligned table, with a line for each value's origin below."""
    if not matrix.environments:
        return msg("No deployment environment was recognised in this project.").render() + "\n"
    header = ["", *(environment.name for environment in matrix.environments)]
    table = [header]
    table += [[row.title.render(), *(_cell(cell) for cell in row.cells)] for row in matrix.rows]
    lines = [*aligned(table), ""]
    for row in matrix.rows:
        for environment, cell in zip(matrix.environments, row.cells, strict=True):
            if cell.state is not CellState.NONE:
                lines += [f"{row.title.render()}, {environment.name}: {_source(source)}" for source in cell.sources]
    return "\n".join(lines) + "\n"


def _cell(cell: Cell) -> str:
    said = _STATES.get(cell.state)
    shown = harmless_line(cell.short)
    return msg(said.template, value=shown).render() if said else shown


def _source(source: ValueSource) -> str:
    place = f" [{harmless_line(str(source.location))}]" if source.location else ""
    return f"{harmless_line(source.text)}, {harmless_line(source.origin.render())}{place}"


def fix_line(offer: FixOffer) -> Message:
    """Say how a finding can be mended, and how safe that is."""
    return msg("Fix: {title} ({applicability})", title=offer.title, applicability=APPLICABILITY[offer.applicability])


def _line(message: Message) -> str:
    return harmless_line(message.render())


def _finding(finding: Finding, rule: Rule, paint: Paint, verbose: bool) -> list[str]:
    where = paint.bold(harmless_line(str(finding.location)))
    environments = f"  [{', '.join(finding.environments)}]" if finding.environments else ""
    word = paint.severity(finding.severity, _WORDS[finding.severity].render())
    lines = [
        f"  {word}  {where}  {finding.rule} {rule.name} ({rule.point}){environments}",
        f"    {harmless_line(finding.message.render())}",
        f"    {_line(msg('Why: {why}', why=finding.why))}",
    ]
    lines += [
        f"    - {harmless_line(str(one.location))}: {harmless_line(one.message.render())}" for one in finding.evidence
    ]
    if finding.fix:
        lines.append(f"    {_line(fix_line(finding.fix))}")
    if verbose:
        place, text = ignore_line(finding)
        lines.append(f"    {_line(msg('To ignore it: {line}    ({place})', line=text, place=place))}")
    return lines


def _suppressed(one: SuppressedFinding) -> str:
    suppression, where = one.suppression, harmless_line(str(one.finding.location))
    means = _MEANS[suppression.means]
    by = msg("by {means}", means=means)
    if suppression.location:
        by = msg("by {means} at {place}", means=means, place=suppression.location)
    reason = f": {harmless_line(suppression.reason)}" if suppression.reason else ""
    return f"{where}  {one.finding.rule}  {_line(by)}{reason}"


def _notice(notice: Notice) -> str:
    place = f"{harmless_line(str(notice.location))}: " if notice.location else ""
    return place + harmless_line(notice.message.render())


def _questions(report: Report) -> list[str]:
    """The open questions, each with what speaks for which answer and the option that answers it."""
    lines = [msg("Open questions").render(), ""] if report.questions else []
    for question in report.questions:
        lines.append(f"  {harmless_line(question.text.render())}")
        lines += [
            f"    - {harmless_line(str(one.location))}: {harmless_line(one.message.render())}"
            for one in question.evidence
        ]
        said = f"{question.id}={question.default or '|'.join(question.choices)}"
        how = msg("Answer it with --answer '{answer}', or in the wizard", answer=said)
        lines += [f"    {_line(how)}", ""]
    return lines


def _failure(failure: Failure) -> str:
    where = harmless_line(str(failure.path)) if failure.path is not None else failure.by
    kind = _FAILURES[failure.kind].render()
    return f"{where}: {harmless_line(failure.message.render())} ({kind}, {failure.by})"


def _counts(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(_count(counts[severity], severity) for severity in Severity if counts[severity])


def _count(count: int, severity: Severity) -> str:
    one, more = _COUNTED[severity]
    return (one if count == 1 else msg(more.template, count=count)).render()


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
