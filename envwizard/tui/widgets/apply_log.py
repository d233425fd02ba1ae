"""What applying did, line by line: the files written, what the probe says afterwards, the commands that ran."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from envwizard.model.change import CommandResult
from envwizard.model.diff import FileDiff
from envwizard.model.finding import Finding
from envwizard.model.plan import Aftermath
from envwizard.tui.widgets.file_line import ACTION, change_counts, command_line
from envwizard.tui.widgets.glyphs import NOTE, OK, PROBLEM, RUNNING, WARNING, glyph
from envwizard.tui.widgets.safe import hint, line, one_line, say

_NAME = 13


def entry_line(sign: str, name: Content, text: Content) -> Content:
    """Write one line of the log."""
    return Content.assemble(glyph(sign, "bold"), " ", Content.styled(f"{name.plain:<{_NAME}}", "bold"), text)


def written_lines(diffs: Iterable[FileDiff]) -> list[Content]:
    """Say which files were written."""
    lines = []
    for diff in diffs:
        parts = (Content(one_line(str(diff.path))), hint(ACTION[diff.action].plain), change_counts(diff))
        lines.append(entry_line(OK, say("written"), Content("  ").join(part for part in parts if part.plain)))
    return lines


def busy_line(text: Content) -> Content:
    """Say what is being done now."""
    return entry_line(RUNNING, say("working"), text)


def undone_lines(after: Aftermath) -> list[Content]:
    """Say how the project stands after the files were put back."""
    total = len(after.left) + len(after.new)
    return [
        entry_line(OK, say("undone"), say("every file is as it was")),
        entry_line(OK, say("probed"), say("{left} left in the project", left=total)),
    ]


def aftermath_lines(after: Aftermath, tried: Iterable[Finding], complete: bool) -> list[Content]:
    """Say what the probe found afterwards: gone, still there although it was mended, new."""
    wanted = {finding.fingerprint for finding in tried}
    total = len(after.left) + len(after.new)
    text = say("{gone} gone, {left} left in the project", gone=len(after.gone), left=total)
    lines = [entry_line(OK, say("probed"), text), Content("")]
    if not complete:
        lines[1:1] = [entry_line(WARNING, say("stopped"), say("the probe was stopped: this is not everything"))]
    lines += [entry_line(OK, say("gone"), _named(finding)) for finding in after.gone]
    still = [finding for finding in after.left if finding.fingerprint in wanted]
    lines += [entry_line(WARNING, say("still there"), _named(finding)) for finding in still]
    lines += [entry_line(NOTE, say("new"), _named(finding)) for finding in after.new]
    return lines


def ran_lines(results: Iterable[CommandResult]) -> list[Content]:
    """Say which commands ran and how they ended."""
    return [
        entry_line(
            OK if result.code == 0 else PROBLEM,
            say("ran"),
            Content(command_line(result.command))
            + hint("  exit {code}, {seconds} s", code=result.code, seconds=f"{result.seconds:.1f}"),
        )
        for result in results
    ]


def _named(finding: Finding) -> Content:
    return Content.styled(f"{finding.rule}  ", "$quiet") + line(finding.message)
