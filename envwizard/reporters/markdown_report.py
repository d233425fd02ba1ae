"""The report as Markdown, for the comment on a pull request or a file: a table by pitfall, the details folded away.

What comes out of the project is text and nothing else: no markup, no link, nobody is mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.model.finding import Finding, Pitfall, Severity
from envwizard.model.harmless import harmless_line
from envwizard.model.message import msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.report import Report
from envwizard.model.rule import Rule
from envwizard.model.source import Location
from envwizard.reporters.plain import PITFALL_TITLES, fix_line, summary_line, suppressed_counts

_BACKTICKS = re.compile("`+")
# GitHub takes comments of 65 536 characters.
_MAX = 60_000
_MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}
_BREAK = "&#8203;"
# What begins markup of GitHub's Markdown or HTML within a line; all of our lines begin with words of our own.
_SIGNS = {ord(sign): f"\\{sign}" for sign in "\\`*_[]~"} | {
    ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;", ord("$"): "&#36;",
    # Nobody is mentioned and no number becomes a link.
    ord("@"): f"@{_BREAK}", ord("#"): f"#{_BREAK}",
}  # fmt: skip


def markdown_report(report: Report, rules: Iterable[Rule], below: str = "") -> str:
    """Write a report as Markdown; ``below`` is the project's folder in its repository. Ends with a newline."""
    by_code = {rule.code: rule for rule in rules}
    groups = {
        pitfall: [finding for finding in report.findings if by_code[finding.rule].pitfall is pitfall]
        for pitfall in Pitfall
    }
    lines = [f"## envwizard: {_plain(summary_line(report))}", ""]
    if report.findings:
        lines += [msg("| Pitfall | Problems | Warnings | Hints |").render(), "|---|--:|--:|--:|"]
        lines += [_row(pitfall, findings) for pitfall, findings in groups.items()]
        lines.append("")
    length = sum(map(len, lines))
    left = 0
    for pitfall, findings in groups.items():
        if not findings:
            continue
        lines += [
            "<details>",
            f"<summary>{pitfall.number} {PITFALL_TITLES[pitfall]}: {len(findings)}</summary>",
            "",
        ]
        for finding in findings:
            block = list(_finding(finding, by_code[finding.rule], below))
            length += sum(map(len, block)) + len(block)
            if length > _MAX:
                left += 1
            else:
                lines += block
        lines += ["", "</details>", ""]
    if left:
        lines += [msg("{count} more findings have no room here; `envwizard check` shows all.", count=left).render(), ""]
    lines += list(_rest(report, _MAX - min(length, _MAX)))
    return "\n".join(lines).rstrip() + "\n"


def _row(pitfall: Pitfall, findings: list[Finding]) -> str:
    counts = [sum(finding.severity is severity for finding in findings) for severity in Severity]
    return f"| {pitfall.number} {PITFALL_TITLES[pitfall]} | {' | '.join(str(count or '') for count in counts)} |"


def _finding(finding: Finding, rule: Rule, below: str) -> Iterator[str]:
    environments = f" ({_plain(', '.join(finding.environments))})" if finding.environments else ""
    said, why = said_text(finding.message.render()), said_text(finding.why.render())
    head = f"{_MARKS[finding.severity]} **{rule.code} {rule.name}** {_place(finding.location, below)}{environments}"
    yield f"- {head}<br>{said}<br><sub>{why}</sub>"
    for one in finding.evidence:
        yield f"  - {_place(one.location, below)}: {said_text(one.message.render())}"
    if finding.fix is not None:
        yield f"  - {said_text(fix_line(finding.fix).render())}"


def _rest(report: Report, room: int) -> Iterator[str]:
    """Tell of what is suppressed and of what could not be looked at, as far as there is room."""
    if report.suppressed:
        yield msg("{parts}.", parts=suppressed_counts(report)).render()
        yield ""
    rows = [
        f"- {_place(notice.location, '') + ': ' if notice.location else ''}{said_text(notice.message.render())}"
        for notice in report.notices
    ]
    rows += [
        f"- {code_span(str(failure.path) if failure.path else failure.by)}: {said_text(failure.message.render())}"
        for failure in report.failures
    ]
    if not rows:
        return
    title = msg("Not looked at, or wrong in what is ignored: {count}", count=len(rows))
    yield from ("<details>", f"<summary>{title}</summary>", "")
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            break
        yield row
    yield from ("", "</details>")


def _place(location: Location, below: str) -> str:
    line = f":{location.line}" if location.line else ""
    return code_span(f"{_path(location.path, below)}{line}")


def _path(path: AnyPath, below: str) -> str:
    return f"{below}/{path}" if below and isinstance(path, ProjectPath) else str(path)


def said_text(text: str) -> str:
    """Write a sentence; what our sentences put between backticks is shown as code."""
    pieces = harmless_line(text).split("`")
    if len(pieces) % 2 == 0 or "" in pieces[1:-1]:
        return _plain(text)  # these backticks are none of our sentences
    return "".join(code_span(piece) if number % 2 else _plain(piece) for number, piece in enumerate(pieces))


def code_span(text: str) -> str:
    """Write a code span, in which nothing has a meaning: its fence is longer than any row of backticks inside."""
    shown = harmless_line(text)
    longest = max((len(row) for row in _BACKTICKS.findall(shown)), default=0)
    blank = " " if longest or shown != shown.strip() else ""
    return f"{'`' * (longest + 1)}{blank}{shown}{blank}{'`' * (longest + 1)}" if shown else ""


def _plain(text: str) -> str:
    """Write text in which Markdown and HTML find no markup and GitHub no link, number or name."""
    shown = harmless_line(text).translate(_SIGNS)
    return shown.replace("://", f":{_BREAK}//").replace("www.", f"www{_BREAK}.").replace("mailto:", f"mailto{_BREAK}:")
