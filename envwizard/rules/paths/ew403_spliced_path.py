"""EW403 spliced-path: a path climbs out of the source's folder with "..".

## What it checks
Expressions that start at `__file__` and go up by text: `os.path.join(os.path.dirname(__file__), "..", "data")`,
`os.path.abspath(os.path.dirname(__file__) + "/..")`, `Path(__file__).parent / ".."`. They lead to the right place from
every folder, so this is only a note, one for each file. Chains of `dirname` and of `parent` are left alone, and so are
tests, documentation and build scripts.

## Why it hurts
It works, and it is easy to get wrong: the text is as long as the path is deep, nobody sees at a glance where it ends,
and a source that moves one folder down still starts and reads from the wrong place. Without `resolve()` the path keeps
its ".." in log lines and in comparisons, and through a link it climbs out of the folder that the link leads to.

## Example
`DATA = os.path.join(os.path.dirname(__file__), "..", "data")`, mended:
`DATA = str(Path(__file__).resolve().parents[1] / "data")`

## What the fix does
It writes the same place with pathlib, `resolve()` first: `Path(__file__).resolve().parents[1] / "data"`, as a string
where the expression was one, and imports Path. The result is the same path without "..", so the fix is safe.

## References
- Python 3.13 documentation, pathlib: Path.resolve and PurePath.parents
- Python 3.13 documentation, os.path.join and os.path.normpath ("may change the meaning of a path that contains links")
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.paths.path_literals import is_aside_module
from envwizard.edits.python_paths import anchor_path
from envwizard.model.change import Applicability, Edit, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import PythonModule, Splice
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.folder_name import folder_name
from envwizard.model.message import msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Write the path with pathlib")
_MAX_SHOWN = 80


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report the sources that splice paths, once each."""
    if not facts.python_modules:
        return NotApplicable(msg("The project has no Python sources that touch files."))
    modules = (module for module in facts.python_modules if module.splices and not is_aside_module(module))
    return [_finding(module, module.splices[0], module.splices[1:]) for module in modules]


def _finding(module: PythonModule, first: Splice, others: tuple[Splice, ...]) -> Finding:
    shown = " ".join(first.text.split())
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO,
        confidence=Confidence.HIGH,
        location=first.location,
        message=msg(
            "{place} climbs by text: {text} is {path}",
            place=str(first.location),
            text=shown if len(shown) <= _MAX_SHOWN else shown[: _MAX_SHOWN - 1] + "\N{HORIZONTAL ELLIPSIS}",
            path=folder_name(first.resolved),
        ),
        why=msg("It is right as long as the source stays where it is, and nobody sees at a glance where it leads."),
        subject=first.resolved.value,
        evidence=tuple(Evidence(one.location, msg("and so does this: {path}", path=one.resolved)) for one in others),
        fix=FixOffer(_TITLE, Applicability.SAFE),
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Build every spliced path of the source with pathlib."""
    for module in facts.python_modules:
        if not module.splices or module.splices[0].location != finding.location:
            continue
        file = files(module.path)
        edits: list[Edit] = []
        for one in module.splices:
            if one.location.span is not None:
                edits += anchor_path(file, one.location.span, one.resolved, one.resolved, one.is_text)
        return Fix(_TITLE, Applicability.SAFE, tuple(dict.fromkeys(edits)))
    raise FixUnavailable(msg("The path is not found in {path} any more.", path=finding.location.path))


RULE = Rule(
    code="EW403",
    name="spliced-path",
    point="4.1",
    severity=Severity.INFO,
    summary=msg('A path climbs out of the source\'s folder with ".."'),
    page=__doc__,
    check=check,
    fix=fix,
)
