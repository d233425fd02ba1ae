"""EW307 odd-encoding: a requirements file is written in UTF-16, or begins with a byte order mark.

## What it checks
The bytes of every requirements file: UTF-16 and UTF-32 (what `pip freeze > requirements.txt` writes in Windows
PowerShell), and a byte order mark in front of UTF-8 (info).

## Why it hurts
pip, pip-compile and uv read such a file, so it does install. Everything else does not: for git it is binary, so that a
pull request shows no difference and a merge has no lines; grep, sed and `open(encoding="utf-8")` find nothing or fail;
platforms, scanners and update bots pass it over. An editor that adds a line in UTF-8 breaks it for pip too.

## Example
requirements.txt begins with the bytes FF FE, and `git diff` says "Binary files differ".

## What the fix does
It writes the same text in UTF-8 without a mark. Lines, comments and newlines stay as they are.

## References
- pip 26.3 documentation, "Requirements File Format": encoding; a byte order mark is obeyed, else UTF-8 is taken
- PowerShell 5.1 documentation, about_Character_Encoding: `>` writes UTF-16 LE
- gitattributes: text that is not UTF-8 counts as binary unless working-tree-encoding says otherwise
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.dependencies.installs import deployment_installs
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_TITLE = msg("Write it in UTF-8")
_SHOWN = {"utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE", "utf-32-le": "UTF-32 LE", "utf-32-be": "UTF-32 BE"}


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file that is not plain UTF-8."""
    if not facts.requirements_files:
        return NotApplicable(msg("The project has no requirements file."))
    return [_finding(facts, one) for one in facts.requirements_files if one.has_bom or one.encoding in _SHOWN]


def _finding(facts: Facts, file: RequirementsFile) -> Finding:
    is_wide = file.encoding in _SHOWN
    uses = [one for one in deployment_installs(facts) if file in one.files]
    names = (name for one in uses for name in facts.environments_of(one.location.path))
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if is_wide else Severity.INFO,
        confidence=Confidence.HIGH,
        location=Location(file.path),
        message=_says(file),
        why=msg(
            "pip reads it all the same. git takes it for binary and shows no differences, grep finds nothing in it, "
            "and scanners, update bots and `open(encoding='utf-8')` fail on it."
        )
        if is_wide
        else msg("pip drops the mark; scripts that read the file see it in front of the first name."),
        subject="encoding",
        environments=tuple(dict.fromkeys(names)),
        evidence=tuple(Evidence(one.location, msg("a deployment installs it")) for one in uses),
        fix=FixOffer(_TITLE, Applicability.SAFE),
    )


def _says(file: RequirementsFile) -> Message:
    if file.encoding not in _SHOWN:
        return msg("{path} begins with a byte order mark", path=file.path)
    return msg(
        "{path} is written in {encoding}: git shows no difference in it and grep finds none of its names",
        path=file.path,
        encoding=_SHOWN[file.encoding],
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Write the same text in UTF-8."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    file = files(path)
    if file.text is None:
        raise FixUnavailable(msg("{path} cannot be decoded.", path=path))
    edit = ReplaceSpan(path, file.digest, 0, len(file.raw), file.text.encode("utf-8"))
    return Fix(_TITLE, Applicability.SAFE, (edit,))


RULE = Rule(
    code="EW307",
    name="odd-encoding",
    point="3.1",
    severity=Severity.WARNING,
    summary=msg("A requirements file is written in UTF-16 or begins with a byte order mark"),
    page=__doc__,
    check=check,
    fix=fix,
)
