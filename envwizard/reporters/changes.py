"""What was done to a project, for people: as lines for the terminal, as Markdown and as data for the JSON report."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable
from typing import Any

from envwizard.i18n import ENGLISH
from envwizard.model.change import Command, CommandResult
from envwizard.model.diff import FileAction, FileDiff
from envwizard.model.done import Done, Written
from envwizard.model.finding import Finding, Pitfall
from envwizard.model.harmless import harmless_line
from envwizard.model.message import Message, msg
from envwizard.model.rule import Rule
from envwizard.reporters.markdown_report import code_span, said_text
from envwizard.reporters.plain import PITFALL_TITLES

_ACTIONS = {
    FileAction.EDIT: msg("edit"),
    FileAction.NEW: msg("new"),
    FileAction.DELETE: msg("delete"),
    FileAction.MODE: msg("mode"),
}
# What git log and the web show of a subject without cutting it.
_SUBJECT = 72


def changes_text(done: Done, rules: Iterable[Rule]) -> str:
    """Say finding by finding what is gone, left and new, and which commands come next; a line each."""
    names = {rule.code: rule.name for rule in rules}
    lines = [_said(msg("Fixed: {finding}", finding=_named(finding, names))) for finding in done.gone]
    notes = {left.finding.fingerprint: left.fix.notes for left in done.left_out if left.fix is not None}
    for finding, reason in done.left:
        left = _named(finding, names) + (f": {reason.render()}" if reason else "")
        lines.append(_said(msg("Left: {finding}", finding=left)))
        lines += [f"  {harmless_line(note.render())}" for note in notes.get(finding.fingerprint, ())]
    if done.new and done.written:
        lines.append(
            msg("ATTENTION: these findings were not there before. envwizard undo takes the changes back.").render()
        )
    lines += [
        _said(msg("New: {finding}: {message}", finding=_named(finding, names), message=finding.message))
        for finding in done.new
    ]
    for commit in done.commits:
        if commit.name:
            named = f"{commit.name} {commit.subject}"
            lines.append(_said(msg("Committed, without hooks: {commit}", commit=named)))
        else:
            lines.append(msg("Nothing could be committed.").render())
        lines += [f"  {_said(msg('not in it: {path}: {reason}', path=path, reason=why))}" for path, why in commit.aside]
    for command in done.to_run:
        lines.append(_said(msg("To run: {command}", command=command.typed)))
        lines.append(f"  {harmless_line(command.why.render())}{_flags(command)}")
    return "".join(f"{line}\n" for line in lines)


def commit_message(pitfall: Pitfall, written: Iterable[Written], there: Collection[str]) -> str:
    """Write the message of a commit that holds these change sets, in English like the files that it changes.

    ``there`` are the fingerprints of the findings that are still there: they are not called mended.
    """
    sets = tuple(written)
    mended = dict.fromkeys(one for each in sets for one in each.fixes if one.finding.fingerprint not in there)
    codes = ", ".join(sorted({one.finding.rule for one in mended}))
    count = "1 finding" if len(mended) == 1 else f"{len(mended)} findings"
    title = PITFALL_TITLES[pitfall].render(ENGLISH)
    subject = f"Fix {count} of pitfall {pitfall.number}, {title} ({codes})"
    if len(subject) > _SUBJECT:
        subject = f"Fix {count} of pitfall {pitfall.number}, {title}"
    rows = [f"- {one.finding.location} {one.finding.rule}: {one.fix.title.render(ENGLISH)}" for one in mended]
    commands = dict.fromkeys(command for each in sets for one in each.fixes for command in one.fix.commands)
    if commands:
        rows += ["", "To run afterwards:", *(f"- {command.typed}" for command in commands)]
    ids = " and ".join(f"`envwizard undo --id {each.entry.id}`" for each in reversed(sets))
    undo = f"To undo it: git revert this commit; or {ids}, which restores the files and leaves the commit."
    return "\n".join([subject, "", "Written by envwizard:", "", *rows, "", undo]) + "\n"


def changes_markdown(done: Done, rules: Iterable[Rule]) -> str:
    """Write what was done as Markdown, under a heading of its own; ends with a newline."""
    names = {rule.code: rule.name for rule in rules}
    counts = msg("{fixed} fixed, {left} left, {new} new", fixed=len(done.gone), left=len(done.left), new=len(done.new))
    lines = [f"## envwizard: {counts}", ""]
    lines += _section(msg("Fixed"), (f"- {_titled(finding, names)}" for finding in done.gone))
    lines += _section(msg("New since the changes"), (f"- {_titled(finding, names)}" for finding in done.new))
    reasons = (
        f"- {_titled(finding, names)}{': ' + said_text(reason.render()) if reason else ''}"
        for finding, reason in done.left
    )
    lines += _section(msg("Left"), reasons)
    for written in done.written:
        undo = msg("To undo it: `envwizard undo --id {id}`", id=written.entry.id)
        title = msg("Change set {id}: {title}", id=written.entry.id, title=said_text(written.entry.title))
        rows = [f"- {code_span(str(diff.path))} {_counts(diff)}" for diff in written.diffs]
        lines += _section(
            title,
            [*rows, "", undo.render()],
        )
    for commit in done.commits:
        aside = [
            "- " + msg("not in it: {path}: {reason}", path=code_span(path), reason=said_text(why.render())).render()
            for path, why in commit.aside
        ]
        title = msg("Commit {name}: {subject}", name=commit.name or msg("(none)"), subject=said_text(commit.subject))
        lines += _section(title, [*map(_listed, commit.files), *aside])
    lines += _section(msg("Commands that ran"), map(_ran, done.ran))
    rows = [f"{number}. {code_span(one.typed)}: {said_text(one.why.render())}{_flags(one)}"
            for number, one in enumerate(done.to_run, 1)]  # fmt: skip
    lines += _section(msg("To run next"), rows)
    return "\n".join(lines).rstrip() + "\n"


def changes_data(done: Done) -> dict[str, Any]:
    """Build what was done as data for the JSON report."""
    return {
        "change_sets": [
            {
                "id": written.entry.id,
                "title": harmless_line(written.entry.title),
                "state": written.entry.state,
                "files": [
                    {"path": harmless_line(str(diff.path)), "action": diff.action.value,
                     "added": diff.added, "removed": diff.removed}
                    for diff in written.diffs
                ],
            }
            for written in done.written
        ],
        "fixed": [_brief(finding) for finding in done.gone],
        "left": [
            {**_brief(finding), "reason": harmless_line(reason.render(ENGLISH)) if reason else None}
            for finding, reason in done.left
        ],
        "new": [_brief(finding) for finding in done.new],
        "commands_run": [
            {**_command(result.command), "exit_code": result.code, "seconds": round(result.seconds, 3)}
            for result in done.ran
        ],
        "commands_to_run": [_command(command) for command in done.to_run],
        "commits": [
            {"name": commit.name, "subject": harmless_line(commit.subject),
             "files": [harmless_line(path) for path in commit.files],
             "not_committed": [{"path": harmless_line(path), "reason": why.render(ENGLISH)}
                               for path, why in commit.aside]}
            for commit in done.commits
        ],
    }  # fmt: skip


def _said(message: Message) -> str:
    return harmless_line(message.render())


def _section(title: Message, rows: Iterable[str]) -> list[str]:
    told = list(rows)
    return [f"### {title}", "", *told, ""] if told else []


def _listed(path: str) -> str:
    return f"- {code_span(path)}"


def _named(finding: Finding, names: dict[str, str]) -> str:
    return f"{finding.location} {finding.rule} {names[finding.rule]}"


def _titled(finding: Finding, names: dict[str, str]) -> str:
    return f"**{finding.rule} {names[finding.rule]}** {code_span(str(finding.location))}: " + said_text(
        finding.message.render()
    )


def _counts(diff: FileDiff) -> str:
    return f"{_ACTIONS[diff.action]}, +{diff.added} -{diff.removed}"


def _flags(command: Command) -> str:
    if command.network and command.runs_project_code:
        return f" ({msg('uses the network, runs code of the project')})"
    if command.network:
        return f" ({msg('uses the network')})"
    return f" ({msg('runs code of the project')})" if command.runs_project_code else ""


def _ran(result: CommandResult) -> str:
    params = {"command": code_span(result.command.typed), "code": result.code, "seconds": f"{result.seconds:.1f}"}
    back = result.command.inverse
    if not back:
        return "- " + msg("{command}: exit {code}, {seconds} s", **params).render()
    said = msg("{command}: exit {code}, {seconds} s, taken back by {back}", **params, back=code_span(shlex.join(back)))
    return "- " + said.render()


def _brief(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "path": harmless_line(str(finding.location.path)),
        "line": finding.location.line,
        "message": harmless_line(finding.message.render(ENGLISH)),
        "fingerprint": finding.fingerprint,
    }


def _command(command: Command) -> dict[str, Any]:
    return {
        "argv": [harmless_line(word) for word in command.argv],
        "cwd": harmless_line(command.cwd.value),
        "why": harmless_line(command.why.render(ENGLISH)),
        "network": command.network,
        "runs_project_code": command.runs_project_code,
        "inverse": [harmless_line(word) for word in command.inverse] if command.inverse else None,
    }
