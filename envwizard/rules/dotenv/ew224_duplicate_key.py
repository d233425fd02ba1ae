"""EW224 duplicate-key: an env file gives one key twice, with different values.

## What it checks
Every env file: is a key set more than once, and do the values differ? The same value twice does no harm.

## Why it hurts
All readers (python-dotenv, python-decouple, django-environ, compose, docker, systemd, a shell) take the last one and
say nothing. Whoever changes the first, which stands where one looks, changes nothing, and finds out in production.

## Example
`DEBUG=0` on line 2 and `DEBUG=1`, added for a test months ago, on line 31: the second is in force. Mended:
the line that is meant, once.

## What the fix does
It takes the earlier lines out and keeps the last: the one in force today. In an example, which nothing reads, an
earlier value is kept where the last is empty. Where a line in between uses the earlier
value (`URL=${HOST}/x`) it offers nothing, since that line would change.

## References
- python-dotenv 1.2, python-decouple 3.8, django-environ 0.14: a later binding replaces an earlier one
- Docker docs, Compose, `env_file`; systemd.exec(5), EnvironmentFile=: the later setting overrides
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.edits.env_file import without_line
from envwizard.model.change import Applicability, Edit, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvEntry, EnvFile
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Keep the last one, which is in force")
_VALUE_TITLE = msg("Keep the one that shows a value")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every key of an env file that is set to different values."""
    if not facts.env_files:
        return NotApplicable(msg("The project has no env file."))
    return [_finding(file, entries, facts) for file in facts.env_files for entries in _repeated(file)]


def _repeated(file: EnvFile) -> Iterator[list[EnvEntry]]:
    by_key: dict[str, list[EnvEntry]] = {}
    for entry in file.entries:
        by_key.setdefault(entry.key, []).append(entry)
    for entries in by_key.values():
        if len({entry.value.reveal() for entry in entries}) > 1:
            yield entries


def _finding(file: EnvFile, entries: list[EnvEntry], facts: Facts) -> Finding:
    first, last = entries[0], entries[-1]
    lost = ", ".join(str(entry.location.line) for entry in entries[:-1])
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO if file.is_template else Severity.WARNING,
        confidence=Confidence.HIGH,
        location=first.location,
        message=msg(
            "{path} gives {key} different values: line {last} is in force, line {lost} is not",
            path=file.path,
            key=first.key,
            last=last.location.line,
            lost=lost,
        ),
        why=msg(
            "Every reader takes the last one without a word: a change of {key} on line {lost} changes nothing.",
            key=first.key,
            lost=lost,
        ),
        subject=first.key,
        environments=facts.environments_of(file.path),
        evidence=(Evidence(last.location, msg("{key} as it is in force", key=first.key)),),
        fix=None
        if file.encoding != "utf-8" or _is_used_between(file, entries)
        else FixOffer(_TITLE if _kept(file, entries) is last else _VALUE_TITLE, Applicability.SAFE),
    )


def _kept(file: EnvFile, entries: list[EnvEntry]) -> EnvEntry:
    """The last one is in force; of an example's the one that shows a value tells people more than an empty one."""
    valued = [entry for entry in entries if entry.value.reveal()]
    return valued[-1] if file.is_template and valued else entries[-1]


def _is_used_between(file: EnvFile, entries: list[EnvEntry]) -> bool:
    """Tell whether another value is made with an earlier one: without it that value would change."""
    key = entries[0].key
    within = file.entries[
        file.entries.index(entries[0]) + 1 : len(file.entries) - file.entries[::-1].index(entries[-1])
    ]
    return any(f"${{{key}" in entry.value.reveal() or f"${key}" in entry.value.reveal() for entry in within)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Take all out but the one that is in force."""
    file = next((one for one in facts.env_files if one.path == finding.location.path), None)
    entries = [entry for entry in file.entries if entry.key == finding.subject] if file is not None else []
    if file is None or len(entries) < 2:
        raise FixUnavailable(msg("The key is there only once by now."))
    text = files(file.path)
    kept = _kept(file, entries)
    spans = [entry.location.span for entry in entries if entry is not kept]
    edits: tuple[Edit, ...] = tuple(without_line(file.path, text, span) for span in spans if span is not None)
    return Fix(_TITLE if kept is entries[-1] else _VALUE_TITLE, Applicability.SAFE, edits)


RULE = Rule(
    code="EW224",
    name="duplicate-key",
    point="2.3",
    severity=Severity.WARNING,
    summary=msg("An env file gives one key twice: the last value counts, the first is read by people only"),
    page=__doc__,
    check=check,
    fix=fix,
)
