"""What applying did, line by line: the files written, what the probe says afterwards, the commands that ran."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from textual.content import Content

from envwizard.model.change import Command, CommandResult
from envwizard.model.diff import FileDiff
from envwizard.model.finding import Finding
from envwizard.model.plan import Aftermath, Plan
from envwizard.tui.widgets.file_line import action_word, change_counts, command_line, told
from envwizard.tui.widgets.glyphs import NONE, OK, PROBLEM, RUNNING, WAITING, WARNING, glyph
from envwizard.tui.widgets.safe import hint, line, one_line, padded, say

_NAME = 13
# Columns: the sign, a space and the name; what goes over stands so far in.
HANG = _NAME + 2


def entry_line(sign: str, name: Content, text: Content) -> Content:
    """Write one line of the log."""
    return Content.assemble(glyph(sign, "bold"), " ", Content.styled(padded(name.plain, _NAME), "bold"), text)


def written_lines(diffs: Iterable[FileDiff]) -> list[Content]:
    """Say which files were written."""
    lines = []
    for diff in diffs:
        parts = (Content(one_line(str(diff.path))), line(action_word(diff), "$quiet"), change_counts(diff))
        lines.append(entry_line(OK, say("written"), Content("  ").join(part for part in parts if part.plain)))
    return lines


def busy_line(text: Content) -> Content:
    """Say what is being done now."""
    return entry_line(RUNNING, say("working"), text)


def undone_lines(files: int, after: Aftermath | None) -> list[Content]:
    """Say that the files were put back, and how the project stands since it was probed again."""
    text = say("1 file is as it was") if files == 1 else say("{count} files are as they were", count=files)
    lines = [entry_line(OK, say("undone"), text)]
    if after is not None:
        lines.append(entry_line(OK, say("probed"), _left(after)))
    return lines


def aftermath_lines(after: Aftermath, plan: Plan, commands: Iterable[Command], complete: bool) -> list[Content]:
    """Say what the probe found afterwards: gone, still there, new; ``commands`` are those that have not run yet."""
    remaining = len(after.left) + len(after.new)
    text = say("{gone} gone, {left} left in the project", gone=len(after.gone), left=remaining)
    lines = [entry_line(OK, say("probed"), text), Content("")]
    if not complete:
        lines[1:1] = [entry_line(WARNING, say("stopped"), say("the probe was stopped: this is not everything"))]
    lines += [entry_line(OK, say("gone"), _named(finding)) for finding in after.gone]
    still = {finding.fingerprint for finding in after.left}
    waiting = set(commands)
    # Of several findings of one kind in a file, those left take over the numbers of those gone: their count tells.
    gone, planned_for = _counted(after.gone), _counted(planned.finding for planned in plan.fixes)
    for planned in plan.fixes:
        kind = _kind(planned.finding)
        if planned.finding.fingerprint not in still or gone[kind] >= planned_for[kind]:
            continue
        named = _named(planned.finding)
        if waiting.intersection(planned.fix.commands):
            lines.append(entry_line(WAITING, say("not yet"), hint("wants its command") + Content("  ") + named))
        else:
            lines.append(entry_line(WARNING, say("still there"), hint("after its fix") + Content("  ") + named))
    for left in plan.left_out:
        if left.finding.fingerprint in still:
            reason = Content.styled(f"{left.finding.rule}  ", "$quiet") + line(left.reason)
            lines.append(entry_line(NONE, say("left out"), reason))
    lines += [entry_line(PROBLEM, say("NEW"), _named(finding)) for finding in after.new]
    return lines


def _kind(finding: Finding) -> tuple[str, str]:
    return finding.rule, str(finding.location.path)


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter(map(_kind, findings))


def ran_lines(results: Iterable[CommandResult]) -> list[Content]:
    """Say which commands ran and how they ended."""
    return [entry_line(OK if result.code == 0 else PROBLEM, say("ran"), ran_command(result)) for result in results]


def ran_command(result: CommandResult) -> Content:
    """Write a command that ran, and how it ended."""
    ended = hint("exit {code}, {seconds} s", code=result.code, seconds=f"{result.seconds:.1f}")
    return Content(command_line(result.command)) + Content("  ") + ended


def _left(after: Aftermath) -> Content:
    return say("{left} left in the project", left=len(after.left) + len(after.new))


def _named(finding: Finding) -> Content:
    return Content.styled(f"{finding.rule}  ", "$quiet") + told(finding)
