"""EW226 missing-key: an env file lacks a key that its example or another environment's file has.

## What it checks
Each env file against the example beside it (`.env.example`) and against the files of other environments beside it
(`.env.staging` and `.env.production`). What counts are keys that the code reads without a default; those that an
example gives a value and the code does not insist on are a hint. A key that is commented out, that compose, an image
or a unit gives, or that a file read along with this one has, is not missing. A developer's own `.env`, which git
ignores and an example stands for, is never more than a hint; tests and `.env.local` override a few keys on purpose.

## Why it hurts
`os.environ["KEY"]` raises KeyError at start or, worse, in the first request that comes along; `os.getenv("KEY")`
gives None, which travels far before it fails. It happens in the one environment whose file nobody remembered.

## Example
.env.staging got PAYMENT_WEBHOOK_SECRET three weeks ago, .env.production did not, and payments.py:14 reads it.

## What the fix does
It adds the missing keys at the end, empty, below comments that say where they come from, which source reads them and
which are secrets: you fill them in. What the code has a default for is commented out, since an empty value is not the
same as none. It wants your eyes.

## References
- The Twelve-Factor App, III: config in the environment
- Python docs, os.environ and os.getenv
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_files.missing_keys import MissingKeys, missing_keys
from envwizard.analysis.env_files.skeleton_keys import skeleton_keys
from envwizard.edits.env_file import with_lines
from envwizard.edits.env_skeleton import skeleton_groups
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Add the missing keys, empty")
_SHOWN = 4


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each env file that lacks keys once."""
    if not any(not file.is_template for file in facts.env_files):
        return NotApplicable(msg("The project has no env file."))
    found = (_finding(one, facts) for one in missing_keys(facts))
    return [finding for finding in found if finding is not None]


def _finding(one: MissingKeys, facts: Facts) -> Finding | None:
    read = [key for key in one.keys if key.read is not None]
    if one.fresh and not read:
        return None
    loud = bool(read) and not one.fresh
    shown = read or list(one.keys)
    names = ", ".join(key.key for key in shown[:_SHOWN]) + (f" (+{len(shown) - _SHOWN})" if len(shown) > _SHOWN else "")
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


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Add the keys at the end."""
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
    summary=msg("An env file lacks a key that its example or another environment's file has"),
    page=__doc__,
    check=check,
    fix=fix,
)
