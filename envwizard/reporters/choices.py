"""The formats of a report, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from envwizard.model.done import Done
from envwizard.model.report import Report
from envwizard.model.rule import Rule
from envwizard.reporters.changes import changes_markdown
from envwizard.reporters.github import github_report
from envwizard.reporters.json_report import report_json
from envwizard.reporters.markdown_report import markdown_report
from envwizard.reporters.sarif import sarif_report

# Writes a report of some rules; the text is where in its repository the project lies.
Writer = Callable[[Report, Iterable[Rule], str], str]

WRITERS: dict[str, Writer] = {
    "json": lambda report, rules, _: report_json(report, rules),
    "sarif": sarif_report,
    "github": github_report,
    "markdown": markdown_report,
}


def report_with_changes(form: str, report: Report, rules: Iterable[Rule], below: str, done: Done | None) -> str:
    """Write a report in a format (Markdown where it is none of ours), and with it what was done to the project.

    SARIF has no place for the latter.
    """
    known = tuple(rules)
    if done is None or form == "sarif":
        return WRITERS.get(form, WRITERS["markdown"])(report, known, below)
    if form == "json":
        return report_json(report, known, done)
    return changes_markdown(done, known) + "\n" + markdown_report(report, known, below)
