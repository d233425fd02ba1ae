"""EW221 byte-order-mark: an env file begins with a UTF-8 byte order mark.

## What it checks
Every env file whose first three bytes are EF BB BF. Editors on Windows put them there; no editor shows them.

## Why it hurts
python-dotenv up to 1.2.2 takes the mark for a part of the first key: the variable is set under a name that nobody asks
for, load_dotenv() answers True, and nothing is logged. python-decouple and django-environ lose the first key as well.
python-dotenv 1.2.3 and later strip the mark, but a shell that sources the file or a container that is started with it
may not. How loud this finding is depends on the version that your lock or virtual environment names.

## Example
A file that looks like `SECRET_KEY=..` and is stored as EF BB BF followed by that line: under python-dotenv 1.0.1
os.environ has no SECRET_KEY.

## What the fix does
It removes the three bytes and nothing else.

## References
- python-dotenv changelog, 1.2.3: the byte order mark is stripped (issue 637)
- The Unicode Standard 16.0, section 23.8: byte order mark in UTF-8 is neither required nor recommended
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.versions import Judged, at_least
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location, Span

_MARK = b"\xef\xbb\xbf"
_STRIPPED_SINCE = "1.2.3"
_TITLE = msg("Remove the byte order mark")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every env file with a UTF-8 byte order mark."""
    if not facts.env_files:
        return NotApplicable(msg("The project has no env file."))
    return [_finding(file, facts) for file in facts.env_files if file.bom == "utf-8"]


def _finding(file: EnvFile, facts: Facts) -> Finding:
    key = file.entries[0].key if file.entries else ""
    strips = at_least(facts, "python-dotenv", _STRIPPED_SINCE, file.path)
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR if strips.answer is False else Severity.WARNING,
        confidence=Confidence.HIGH,
        location=Location(file.path, Span(0, len(_MARK), 1, 1, 1, 1)),
        message=msg("{path} begins with a UTF-8 byte order mark", path=file.path),
        why=_why(key, strips),
        subject="byte order mark",
        environments=facts.environments_of(file.path),
        evidence=strips.evidence,
        fix=FixOffer(_TITLE, Applicability.SAFE),
    )


def _why(key: str, strips: Judged) -> Message:
    if strips.answer:
        return msg(
            "{version}: it strips the mark, so {key} is read. Every other reader of this file (a shell, docker, "
            "systemd, an older python-dotenv) may take it for a part of the first key.",
            version=strips.says,
            key=key or msg("the first key"),
        )
    if strips.answer is False:
        return msg(
            "{version}: it takes the mark for a part of the first key, {key} is never set, load_dotenv() still answers "
            "True, and nothing is logged.",
            version=strips.says,
            key=key or msg("it"),
        )
    return msg(
        "python-dotenv before 1.2.3, python-decouple and django-environ lose the first key ({key}) without a word; "
        "{version}.",
        key=key or "-",
        version=strips.says,
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Remove the three bytes."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    file = files(path)
    if not file.raw.startswith(_MARK):
        raise FixUnavailable(msg("{path} has no byte order mark any more.", path=path))
    return Fix(_TITLE, Applicability.SAFE, (ReplaceSpan(path, file.digest, 0, len(_MARK), b""),))


RULE = Rule(
    code="EW221",
    name="byte-order-mark",
    point="2.3",
    severity=Severity.ERROR,
    summary=msg("An env file begins with a byte order mark: older readers lose its first key"),
    page=__doc__,
    check=check,
    fix=fix,
)
