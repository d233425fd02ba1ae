"""EW226 missing-key: an env file lacks a key that the code, its example or another environment's file has.

## What it checks
Each env file against the example beside it (`.env.example`) and against the files of other environments beside it
(`.env.staging` and `.env.production`). What counts are keys that the code reads without a default; those that an
example gives a value and the code does not insist on are a hint. A key that is commented out, that compose, an image
or a unit gives, or that a file read along with this one has, is not missing. A developer's own `.env`, which git
ignores and an example stands for, is never more than a hint; tests and `.env.local` override a few keys on purpose.
A `.env` or a general example that lists most of what the code insists on is held against the code as well: a key that
it leaves out, and that nothing else gives, stops whoever copies it. So it is with what a compose file puts in without a
default (`${API_KEY}`), and with what the images of databases do not start without. And a key that the code reads under
another spelling than the one that an env file or a README gives (`SEKRET_KEY` for `SECRET_KEY`) is missing everywhere.

## Why it hurts
`os.environ["KEY"]` raises KeyError at start or, worse, in the first request that comes along; `os.getenv("KEY")`
gives None, which travels far before it fails. It happens in the one environment whose file nobody remembered.

## Example
.env.staging got PAYMENT_WEBHOOK_SECRET three weeks ago, .env.production did not, and payments.py:14 reads it.

## What the fix does
It adds the missing keys at the end, empty, below comments that say where they come from, which source reads them and
which are secrets: you fill them in. What the code has a default for is commented out, since an empty value is not the
same as none. A misspelt key is read under the name that is given. It wants your eyes.

## References
- The Twelve-Factor App, III: config in the environment
- Python docs, os.environ and os.getenv
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from envwizard.analysis.env_files.missing_keys import MissingKeys, missing_keys
from envwizard.analysis.env_files.misspelt_keys import MisspeltKey, misspelt_keys
from envwizard.analysis.env_files.secret_values import is_secret_name
from envwizard.analysis.env_files.skeleton_keys import skeleton_keys
from envwizard.analysis.env_files.unlisted_keys import UnlistedKeys, unlisted_keys
from envwizard.edits.env_file import with_lines
from envwizard.edits.env_skeleton import SkeletonKey, skeleton_groups
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Add the missing keys, empty")
_SHOWN = 4


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each env file that lacks keys once, and each key that is read under another spelling."""
    misspelt = [_misspelt(one, facts) for one in misspelt_keys(facts)]
    if not facts.env_files and not misspelt:
        return NotApplicable(msg("The project has no env file."))
    found = (_finding(one, facts) for one in missing_keys(facts))
    unlisted = (_unlisted(one, facts) for one in unlisted_keys(facts))
    return [*(finding for finding in found if finding is not None), *unlisted, *misspelt]


def _finding(one: MissingKeys, facts: Facts) -> Finding | None:
    read = [key for key in one.keys if key.read is not None]
    if one.fresh and not read:
        return None
    loud = bool(read) and not one.fresh
    shown = read or list(one.keys)
    names = _listed([key.key for key in shown])
    sources = ", ".join(dict.fromkeys(str(key.given.path) for key in shown))
    evidence = []
    for key in shown[:_SHOWN]:
        evidence.append(Evidence(key.given, msg("{key} is given here", key=key.key)))
        if key.read is not None:
            evidence.append(Evidence(key.read, msg("{key} is read here, without a default", key=key.key)))
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if loud else Severity.INFO,
        confidence=Confidence.MEDIUM if loud else Confidence.LOW,
        location=one.file.location,
        message=msg("{path} lacks {keys}, which {sources} has", path=one.file.path, keys=names, sources=sources),
        why=msg("The code reads {keys} without a default: it fails in the environment that has this file.", keys=names)
        if read
        else msg("The code goes on without {keys}: with its defaults, or with nothing.", keys=names),
        subject=" ".join(key.key for key in shown),
        environments=facts.environments_of(one.file.path),
        evidence=tuple(evidence),
        fix=FixOffer(_TITLE, Applicability.UNSAFE),
    )


def _unlisted(one: UnlistedKeys, facts: Facts) -> Finding:
    names = _listed([key for key, _ in one.keys])
    loud = one.at_import and (one.copied is not None or not one.file.is_template or one.composed)
    copied = (Evidence(one.copied, msg("copies {path}", path=one.file.path)),) if one.copied is not None else ()
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if loud else Severity.INFO,
        confidence=Confidence.MEDIUM,
        location=one.file.location,
        message=_unlisted_says(one, names),
        why=_unlisted_why(one, names),
        subject=_subject(one),
        environments=facts.environments_of(one.file.path),
        evidence=(*copied, *(Evidence(at, msg("{key} is read here", key=key)) for key, at in one.keys[:_SHOWN])),
        fix=FixOffer(_TITLE, Applicability.UNSAFE),
    )


def _unlisted_says(one: UnlistedKeys, names: str) -> Message:
    if one.composed:
        return msg("{path} lacks {keys}, for which {place} has no default",
                   path=one.file.path, keys=names, place=one.keys[0][1])  # fmt: skip
    return msg("{path} lacks {keys}, which {place} reads without a default",
               path=one.file.path, keys=names, place=one.keys[0][1])  # fmt: skip


def _unlisted_why(one: UnlistedKeys, names: str) -> Message:
    if one.composed:
        return msg(
            "Nothing else gives {keys}: compose puts an empty text in its place, or the container stops at its start.",
            keys=names,
        )
    if one.at_import:
        return msg(
            "Nothing else gives {keys}: whoever has just what this file lists gets a program that does not start.",
            keys=names,
        )
    return msg("Nothing else gives {keys}: whoever has just what this file lists gets an error at the first use.",
               keys=names)  # fmt: skip


def _misspelt(one: MisspeltKey, facts: Facts) -> Finding:
    read = one.read
    # Windows does not tell capitals from small letters in these names.
    only_case = read.name.upper() == one.given.upper()
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO if only_case else Severity.WARNING,
        confidence=Confidence.MEDIUM,
        location=read.location,
        message=msg(
            "{place} reads {key}, which nothing gives; {other} gives {given}",
            place=read.location,
            key=read.name,
            other=one.place,
            given=one.given,
        ),
        why=msg(
            "Whoever sets {given} changes nothing: the default of {key} stays in force, in production too.",
            given=one.given,
            key=read.name,
        )
        if read.names
        else msg("Whoever sets {given} gets a program that finds nothing under {key}.", given=one.given, key=read.name),
        subject=f"{read.name} for {one.given}",
        environments=facts.environments_of(read.location.path),
        evidence=(Evidence(one.place, msg("{key} is given here", key=one.given)),),
        # pydantic's fields are names of the code: others use them.
        fix=None if read.reader == "pydantic" else FixOffer(msg("Read {given}", given=one.given), Applicability.UNSAFE),
    )


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys[:_SHOWN]) + (f" (+{len(keys) - _SHOWN})" if len(keys) > _SHOWN else "")


def _subject(one: UnlistedKeys) -> str:
    return "unlisted " + " ".join(key for key, _ in one.keys)


def _rename(one: MisspeltKey, files: Files) -> Fix:
    path, span = one.read.location.path, one.read.location.span
    if not isinstance(path, ProjectPath) or span is None:
        raise FixUnavailable(msg("{place} does not write the name out.", place=one.read.location))
    file = files(path)
    name = rb"([\"'])" + re.escape(one.read.name.encode()) + rb"\1"
    places = list(re.finditer(name, file.raw[span.start : span.end]))
    if len(places) != 1:
        raise FixUnavailable(msg("{place} does not write the name out.", place=one.read.location))
    start = span.start + places[0].start() + 1
    edit = ReplaceSpan(path, file.digest, start, start + len(one.read.name), file.encode(one.given))
    note = msg("Where {key} is set already, set {given} instead.", key=one.read.name, given=one.given)
    return Fix(msg("Read {given}", given=one.given), Applicability.UNSAFE, (edit,), notes=(note,))


def _add_unlisted(one: UnlistedKeys, files: Files) -> Fix:
    keys = [
        SkeletonKey(key, read_in=at.path if isinstance(at.path, ProjectPath) else None, is_secret=is_secret_name(key))
        for key, at in one.keys
    ]
    lines = [line for group in skeleton_groups(keys) for line in group]
    return Fix(_TITLE, Applicability.UNSAFE, (with_lines(one.file.path, files(one.file.path), lines),))


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Add the keys at the end; read a misspelt one under the name that is given."""
    misspelt = next((one for one in misspelt_keys(facts) if one.read.location == finding.location), None)
    if misspelt is not None:
        return _rename(misspelt, files)
    unlisted = (one for one in unlisted_keys(facts) if one.file.location == finding.location)
    left = next((one for one in unlisted if _subject(one) == finding.subject), None)
    if left is not None:
        return _add_unlisted(left, files)
    one = next((one for one in missing_keys(facts) if one.file.path == finding.location.path), None)
    if one is None or not one.keys:
        raise FixUnavailable(msg("Nothing is missing any more."))
    given = {entry.location: entry for file in facts.env_files for entry in file.entries}
    lines: list[str] = []
    for source in dict.fromkeys(str(key.given.path) for key in one.keys):
        entries = [given[key.given] for key in one.keys if str(key.given.path) == source and key.given in given]
        lines.append(f"# Named in {source.rpartition('/')[2]}: fill in.")
        lines += [line for group in skeleton_groups(skeleton_keys(facts, entries)) for line in group]
    file = files(one.file.path)
    return Fix(_TITLE, Applicability.UNSAFE, (with_lines(one.file.path, file, lines),))


RULE = Rule(
    code="EW226",
    name="missing-key",
    point="2.3",
    severity=Severity.WARNING,
    summary=msg("An env file lacks a key that the code, its example or another environment's file has"),
    page=__doc__,
    check=check,
    fix=fix,
)
