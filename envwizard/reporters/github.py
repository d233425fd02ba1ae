"""The report as commands of a GitHub workflow, which become annotations at the lines of a pull request.

The form is ``::error file=..,line=..,title=..::text``; what the runner takes as a sign is escaped as its toolkit does
(docs.github.com, Workflow commands).
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.finding import Finding, Severity
from envwizard.model.harmless import harmless_line
from envwizard.model.message import msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.report import FailureKind, Report
from envwizard.model.rule import Rule
from envwizard.model.source import Location
from envwizard.reporters.plain import fix_line, summary_line

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github_report(report: Report, rules: Iterable[Rule], below: str = "") -> str:
    """Write the annotations, the loudest first: GitHub shows ten of a kind for a step. Ends with a newline.

    ``below`` is the project's folder in its repository.
    """
    names = {rule.code: rule.name for rule in rules}
    lines = [
        _annotation(
            _COMMANDS[finding.severity],
            {**_place(finding.location, below), "title": f"{finding.rule} {names[finding.rule]}"},
            _text(finding),
        )
        for finding in sorted(report.findings, key=lambda finding: finding.severity.rank)
    ]
    lines += [
        _annotation(
            "warning", {**(_place(notice.location, below) if notice.location else {}), "title": "envwizard"},
            notice.message.render(),
        )
        for notice in report.notices
    ]  # fmt: skip
    lines += [
        _annotation("error", {"title": msg("envwizard crashed").render()}, f"{failure.by}: {failure.message.render()}")
        for failure in report.failures
        if failure.kind is FailureKind.CRASHED
    ]
    lines.append(f"envwizard: {summary_line(report)}")
    return "\n".join(lines) + "\n"


def _place(location: Location, below: str) -> dict[str, str]:
    place = {"file": _file(location.path, below)}
    if (span := location.span) is not None:
        place["line"] = str(span.line)
        place["endLine"] = str(span.end_line)
        # Columns count only within a line.
        if span.line == span.end_line:
            place["col"], place["endColumn"] = str(span.column), str(span.end_column)
    return place


def _file(path: AnyPath, below: str) -> str:
    return f"{below}/{path}" if below and isinstance(path, ProjectPath) else str(path)


def _text(finding: Finding) -> str:
    texts = [finding.message.render(), finding.why.render()]
    texts += [f"{one.location}: {one.message.render()}" for one in finding.evidence]
    if finding.fix is not None:
        texts.append(fix_line(finding.fix).render())
    return "\n".join(map(harmless_line, texts))


def _annotation(command: str, properties: dict[str, str], text: str) -> str:
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {said}::{_data(text)}"


def _data(text: str) -> str:
    lines = "%0A".join(harmless_line(line).replace("%", "%25") for line in text.split("\n"))
    # The runner's old form of commands begins anywhere in a line.
    return lines.replace("##[", "## [")


def _property(text: str) -> str:
    return _data(harmless_line(text)).replace(":", "%3A").replace(",", "%2C")
