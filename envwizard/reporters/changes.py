"""What was done to a project, for people: as lines for the terminal, as Markdown and as data for the JSON report."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable
from typing import Any

from envwizard.i18n import ENGLISH
from envwizard.model.change import Command, CommandResult
from envwizard.model.diff import FileDiff
from envwizard.model.done import Done, Written
from envwizard.model.finding import Finding, Pitfall
from envwizard.model.harmless import harmless_line
from envwizard.model.rule import Rule
from envwizard.reporters.markdown_report import code_span, said_text
from envwizard.reporters.plain import PITFALL_TITLES

# What git log and the web show of a subject without cutting it.
_SUBJECT = 72


def changes_text(done: Done, rules: Iterable[Rule]) -> str:
    """Say finding by finding what is gone, left and new, and which commands come next; a line each."""
    names = {rule.code: rule.name for rule in rules}
    lines = [f"Fixed: {_named(finding, names)}" for finding in done.gone]
    notes = {left.finding.fingerprint: left.fix.notes for left in done.left_out if left.fix is not None}
    for finding, reason in done.left:
        lines.append(f"Left: {_named(finding, names)}" + (f": {harmless_line(reason.render())}" if reason else ""))
        lines += [f"  {harmless_line(note.render())}" for note in notes.get(finding.fingerprint, ())]
    if done.new and done.written:
        lines.append("ATTENTION: these findings were not there before. envwizard undo takes the changes back.")
    lines += [f"New: {_named(finding, names)}: {harmless_line(finding.message.render())}" for finding in done.new]
    for commit in done.commits:
        if commit.name:
            lines.append(f"Committed, without hooks: {commit.name} {harmless_line(commit.subject)}")
        else:
            lines.append("Nothing could be committed.")
        lines += [f"  not in it: {harmless_line(path)}: {harmless_line(why.render())}" for path, why in commit.aside]
    for command in done.to_run:
        lines.append(f"To run: {harmless_line(command.typed)}")
        lines.append(f"  {harmless_line(command.why.render())}{_flags(command)}")
    return "".join(f"{line}\n" for line in lines)


def commit_message(pitfall: Pitfall, written: Iterable[Written], there: Collection[str]) -> str:
    """Write the message of a commit that holds these change sets.

    ``there`` are the fingerprints of the findings that are still there: they are not called mended.
    """
    sets = tuple(written)
    mended = dict.fromkeys(one for each in sets for one in each.fixes if one.finding.fingerprint not in there)
    codes = ", ".join(sorted({one.finding.rule for one in mended}))
    count = "1 finding" if len(mended) == 1 else f"{len(mended)} findings"
    subject = f"Fix {count} of pitfall {pitfall.number}, {PITFALL_TITLES[pitfall]} ({codes})"
    if len(subject) > _SUBJECT:
        subject = f"Fix {count} of pitfall {pitfall.number}, {PITFALL_TITLES[pitfall]}"
    rows = [f"- {one.finding.location} {one.finding.rule}: {one.fix.title.render()}" for one in mended]
    commands = dict.fromkeys(command for each in sets for one in each.fixes for command in one.fix.commands)
    if commands:
        rows += ["", "To run afterwards:", *(f"- {command.typed}" for command in commands)]
    ids = " and ".join(f"`envwizard undo --id {each.entry.id}`" for each in reversed(sets))
    undo = f"To undo it: git revert this commit; or {ids}, which restores the files and leaves the commit."
    return "\n".join([subject, "", "Written by envwizard:", "", *rows, "", undo]) + "\n"


def changes_markdown(done: Done, rules: Iterable[Rule]) -> str:
    """Write what was done as Markdown, under a heading of its own; ends with a newline."""
    names = {rule.code: rule.name for rule in rules}
    lines = [f"## envwizard: {len(done.gone)} fixed, {len(done.left)} left, {len(done.new)} new", ""]
    lines += _section("Fixed", (f"- {_titled(finding, names)}" for finding in done.gone))
    lines += _section("New since the changes", (f"- {_titled(finding, names)}" for finding in done.new))
    reasons = (
        f"- {_titled(finding, names)}{': ' + said_text(reason.render()) if reason else ''}"
        for finding, reason in done.left
    )
    lines += _section("Left", reasons)
    for written in done.written:
        title = f"Change set {written.entry.id}: {said_text(written.entry.title)}"
        rows = [f"- {code_span(str(diff.path))} {_counts(diff)}" for diff in written.diffs]
        lines += _section(title, [*rows, "", f"To undo it: `envwizard undo --id {written.entry.id}`"])
    for commit in done.commits:
        aside = [f"- not in it: {code_span(path)}: {said_text(why.render())}" for path, why in commit.aside]
        lines += _section(
            f"Commit {commit.name or '(none)'}: {said_text(commit.subject)}", [*map(_listed, commit.files), *aside]
        )
    lines += _section("Commands that ran", map(_ran, done.ran))
    rows = [f"{number}. {code_span(one.typed)}: {said_text(one.why.render())}{_flags(one)}"
            for number, one in enumerate(done.to_run, 1)]  # fmt: skip
    lines += _section("To run next", rows)
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


def _section(title: str, rows: Iterable[str]) -> list[str]:
    told = list(rows)
    return [f"### {title}", "", *told, ""] if told else []


def _listed(path: str) -> str:
    return f"- {code_span(path)}"


def _named(finding: Finding, names: dict[str, str]) -> str:
    return f"{harmless_line(str(finding.location))} {finding.rule} {names[finding.rule]}"


def _titled(finding: Finding, names: dict[str, str]) -> str:
    return f"**{finding.rule} {names[finding.rule]}** {code_span(str(finding.location))}: " + said_text(
        finding.message.render()
    )


def _counts(diff: FileDiff) -> str:
    return f"{diff.action.value}, +{diff.added} -{diff.removed}"


def _flags(command: Command) -> str:
    flags = [word for word, is_so in (("uses the network", command.network),
                                      ("runs code of the project", command.runs_project_code)) if is_so]  # fmt: skip
    return f" ({', '.join(flags)})" if flags else ""


def _ran(result: CommandResult) -> str:
    back = result.command.inverse
    inverse = f", taken back by {code_span(shlex.join(back))}" if back else ""
    return f"- {code_span(result.command.typed)}: exit {result.code}, {result.seconds:.1f} s{inverse}"


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
