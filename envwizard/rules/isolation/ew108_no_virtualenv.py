"""EW108 no-virtualenv: this checkout has no virtual environment of its own.

## What it checks
A folder that declares dependencies (requirements files, pyproject.toml, Pipfile, a lock) and has no virtual environment
in it or above it, nor one of poetry, pipenv, virtualenvwrapper or pyenv that belongs to it. Environments that git
tracks count: EW105 speaks of them. It is a note, because a fresh checkout has none; it matters while onboarding.

## Why it hurts
What is started here uses the machine's Python, or the environment of another project that happens to be active: the
versions are those that were installed for something else, and `pip install` changes them for it.

## Example
A clone with requirements.txt and no `.venv/`.

## What the fix does
It shows the commands that make `.venv` with an interpreter of the version that the project uses, where this machine has
one, and install the lock or the requirements: `uv sync`, `poetry install` and `pipenv sync` where their lock is there,
else venv and pip. They run only when you say so.

## References
- Python 3.14 documentation, venv
- Python Packaging User Guide, "Install packages in a virtual environment using pip and venv"
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.python_statements import minor_in_use
from envwizard.analysis.roots import folder_of
from envwizard.analysis.virtualenvs.environment_commands import create_commands
from envwizard.model.aside import DOCUMENTS, EXAMPLES, TEMPLATES, TEST_DATA, TESTS, is_one_of
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_TITLE = msg("Make a virtual environment and install what the project needs")
_ASIDE = TESTS | TEST_DATA | DOCUMENTS | EXAMPLES | TEMPLATES


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report once for the project, at the outermost root without an environment."""
    declaring = _declaring(facts)
    if not declaring:
        return NotApplicable(msg("The project declares no dependencies."))
    bare = [root for root in sorted(declaring, key=lambda one: (len(one.parts), one.value)) if _is_bare(facts, root)]
    return [_finding(facts, bare, declaring)] if bare else []


def _declaring(facts: Facts) -> dict[ProjectPath, Location]:
    """The Python roots that have something to install with pip, each with the first file that says so."""
    stated = [file.location for file in facts.project_files if file.kind != "conda" and file.requirements]
    # What can be installed goes before the source that it is compiled from.
    lists = sorted(facts.requirements_files, key=lambda file: file.path.suffix == ".in")
    stated += [file.location for file in lists if file.requirements]
    stated += [file.location for file in facts.lock_files]
    found: dict[ProjectPath, Location] = {}
    for location in stated:
        root = folder_of(location)
        if root is not None and not is_one_of(root, _ASIDE):
            found.setdefault(root, Location(location.path))
    conda = {folder_of(file.location) for file in facts.project_files if file.kind == "conda"}
    return {root: place for root, place in found.items() if root not in conda}


def _is_bare(facts: Facts, root: ProjectPath) -> bool:
    """Tell whether no environment lies in the root, below it or above it, or outside of the project."""
    return not any(
        not isinstance(env.path, ProjectPath)
        or env.path == root
        or env.path.is_below(root)
        or root == env.path.parent
        or root.is_below(env.path.parent)
        for env in facts.virtualenvs
    )


def _finding(facts: Facts, bare: list[ProjectPath], declaring: dict[ProjectPath, Location]) -> Finding:
    root, *others = bare
    place = declaring[root]
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO,
        confidence=Confidence.HIGH,
        location=place,
        message=msg("{place} declares dependencies, and no virtual environment here holds them", place=place),
        why=msg(
            "What is started here takes the machine's Python or the environment that happens to be active, with the "
            "versions that something else needed."
        ),
        subject="no virtual environment",
        evidence=tuple(Evidence(declaring[other], msg("has none either")) for other in others),
        fix=FixOffer(_TITLE, Applicability.UNSAFE),
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Give the commands that make the environment and fill it."""
    root = folder_of(finding.location)
    if root is None:
        raise FixUnavailable(msg("{place} is not in the project.", place=finding.location))
    used = minor_in_use(facts, root)
    commands = create_commands(facts, root, used[0] if used is not None else None)
    notes = (msg("Python 3.13 and later keep it out of git by themselves; for others .gitignore has to name it."),)
    return Fix(_TITLE, Applicability.UNSAFE, commands=commands, notes=notes if facts.git.present else ())


RULE = Rule(
    code="EW108",
    name="no-virtualenv",
    point="1.1",
    severity=Severity.INFO,
    summary=msg("This checkout has no virtual environment of its own"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "onboard"),
)
