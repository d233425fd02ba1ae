"""EW304 stale-lock: the source asks for something that its lock lacks or forbids, or the lock is for another Python.

## What it checks
Every list that pip-compile or uv compiled, against the .in files or the project file it was made from (its header and
its "via" comments name them); and uv.lock, poetry.lock, pdm.lock and Pipfile.lock against the file beside them. A lock
is stale where a requirement is missing in it, where its version is not allowed by the source, where an extra (such as
uvicorn[standard]) brings a distribution that it lacks, and, as info, where it keeps a line for which the source no
longer asks. Markers are weighed for the lock's Python on Linux, macOS and Windows; what holds only on some is passed
over. The Python in a header of pip-compile is compared with the one that the project and the images that install the
list run on, and the range in uv.lock with requires-python.

## Why it hurts
The lock is what gets installed. An addition that was not compiled is missing in the next image and shows as an
ImportError there; a raised lower bound (a security fix, say) never arrives. A lock made under another Python lacks
what only that Python needs, and has wheels' hashes that do not fit.

## Example
requirements.in got `redis>=5`, and requirements.txt, compiled before, has no redis. Mended:
`pip-compile --generate-hashes requirements.in`, and both files in one commit.

## What the fix does
It shows the command that compiles the list again, with the options of its header; pins that still fit are kept, but
for those of `pipenv lock`, which moves everything to the newest version. For another Python, run it with that Python:
pip-compile has no option for it (`uv pip compile --python-version` has).

## References
- pip-tools 7.6 documentation, pip-compile: the header, updating, cross-environment usage
- uv 0.13 documentation, "Locking and syncing"; poetry 2.5, poetry check --lock; pipenv, pipenv verify
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.dependencies.compilations import Compilation, compilations, compile_again
from envwizard.analysis.dependencies.installs import deployment_installs, is_for_developers
from envwizard.analysis.dependencies.requirement_families import installed_files
from envwizard.analysis.dependencies.stale_locks import Contradiction, StaleLock, stale_locks
from envwizard.analysis.python_statements import Statement, allow_the_same, exclude_each_other, statements
from envwizard.model.change import Applicability, Command, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import PythonVersion
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_TITLE = msg("Compile the lock again")
_PYTHON = "python"
_RANGE = "requires-python"
_LOCKING = {
    "uv.lock": ("uv", "lock"),
    "poetry.lock": ("poetry", "lock"),
    "pdm.lock": ("pdm", "lock", "--update-reuse"),
    "Pipfile.lock": ("pipenv", "lock"),
}


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each lock that is behind its source, and each that another Python was used for."""
    if not compilations(facts) and not facts.lock_files:
        return NotApplicable(msg("The project has no lock."))
    stale = (_finding(facts, one) for one in stale_locks(facts))
    return [*stale, *_for_other_pythons(facts), *_for_other_ranges(facts)]


def _finding(facts: Facts, stale: StaleLock) -> Finding:
    uses = _uses(facts, stale.path)
    severity = Severity.WARNING
    if not stale.contradictions or (not uses and is_for_developers(facts, stale.path)):
        severity = Severity.INFO
    elif uses and any(one.locked is None for one in stale.contradictions):
        severity = Severity.ERROR
    lines = [(_place(one), _says(one, stale.path)) for one in stale.contradictions]
    lines += [(one.location, _left(one.text, stale.path)) for one in stale.leftovers]
    (location, says), *others = lines
    more = msg("")
    if others:
        more = msg(" (and {count} more)", count=len(others))
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH,
        location=location,
        message=msg("{says}{more}", says=says, more=more),
        why=_why(stale, uses),
        subject=str(stale.path),
        environments=tuple(dict.fromkeys(name for use in uses for name in facts.environments_of(use.path))),
        evidence=(
            *(Evidence(place, text) for place, text in others),
            *(Evidence(use, msg("installs the lock")) for use in uses),
        ),
        fix=FixOffer(_TITLE, Applicability.UNSAFE if _commands(stale) else Applicability.DISPLAY),
    )


def _place(one: Contradiction) -> Location:
    return one.requirement.location


def _says(one: Contradiction, path: ProjectPath) -> Message:
    source, text = one.requirement.location, one.requirement.text
    if one.locked is not None:
        version = f"{one.requirement.name}=={one.locked}"
        return msg(
            "{source} asks for {text}, and {path} locks {version}", source=source, text=text, path=path, version=version
        )
    if one.extra:
        return msg(
            "{source} asks for {text}, and {path} lacks {missing}, which the extra {extra} brings",
            source=source,
            text=text,
            path=path,
            missing=one.missing,
            extra=one.extra,
        )
    return msg("{source} asks for {text}, which {path} lacks", source=source, text=text, path=path)


def _left(text: str, path: ProjectPath) -> Message:
    return msg("{path} still holds {text}, for which its source no longer asks", path=path, text=text)


def _why(stale: StaleLock, uses: tuple[Location, ...]) -> Message:
    if not stale.contradictions:
        return msg("It is installed though nobody asks for it, and stays until the lock is compiled again.")
    if uses:
        return msg(
            "{place} installs the lock and not its source: what was added or raised there does not arrive.",
            place=uses[0],
        )
    return msg("The lock is what gets installed: what was added or raised in its source does not arrive.")


def _uses(facts: Facts, path: ProjectPath) -> tuple[Location, ...]:
    """Where deployments install the lock, by itself or through a list that includes it."""
    return tuple(
        dict.fromkeys(
            use.location
            for use in deployment_installs(facts)
            for named in use.files
            if any(file.path == path for file in installed_files(facts, named))
        )
    )


def _for_other_pythons(facts: Facts) -> Iterator[Finding]:
    said = statements(facts)
    for one in compilations(facts):
        path, version = one.file.path, one.file.compiled_with
        if version is None or "--universal" in one.options or is_for_developers(facts, path):
            continue
        uses = _uses(facts, path)
        against = _against(said, one, version, uses)
        if not against:
            continue
        first = max(against, key=lambda each: each.is_deployed)
        yield Finding(
            rule=RULE.code,
            severity=Severity.WARNING,
            confidence=Confidence.HIGH if first.is_deployed else Confidence.MEDIUM,
            location=Location(path),
            message=msg(
                "{path} was compiled with Python {version}, but {place} {says}",
                path=path,
                version=version,
                place=first.location,
                says=first.says,
            ),
            why=msg(
                "A lock holds for the Python that compiled it: what only the other one needs is missing, and pip stops "
                "the install where hashes are asked for, or leaves it broken."
            ),
            subject=f"{path} {_PYTHON}",
            environments=tuple(dict.fromkeys(name for use in uses for name in facts.environments_of(use.path))),
            evidence=tuple(Evidence(each.location, each.says) for each in against if each is not first),
            fix=FixOffer(_TITLE, Applicability.DISPLAY),
        )


def _for_other_ranges(facts: Facts) -> Iterator[Finding]:
    """uv writes the range of pyproject.toml into its lock, and refuses a lock with another one.

    The lock of a workspace has the range that all of its members allow, and is passed over.
    """
    for lock in facts.lock_files:
        path = lock.location.path
        if lock.kind != "uv.lock" or not lock.python or len(lock.unversioned) > 1 or not isinstance(path, ProjectPath):
            continue
        declared = next((one for one in facts.python_versions if _declares(one, path)), None)
        if declared is None or _are_alike(declared.text, lock.python):
            continue
        yield Finding(
            rule=RULE.code,
            severity=Severity.WARNING,
            confidence=Confidence.HIGH,
            location=declared.location,
            message=msg(
                "{place} asks for Python {declared}, and {path} is for Python {locked}",
                place=declared.location,
                declared=declared.text,
                path=path,
                locked=lock.python,
            ),
            why=msg(
                "`uv sync --locked` stops at it and `uv sync --frozen` installs what was resolved for the other range."
            ),
            subject=f"{path} {_RANGE}",
            evidence=(Evidence(lock.location, msg("is for Python {locked}", locked=lock.python)),),
            fix=FixOffer(_TITLE, Applicability.UNSAFE),
        )


def _declares(one: PythonVersion, lock: ProjectPath) -> bool:
    path = one.location.path
    return one.source == "requires-python" and isinstance(path, ProjectPath) and path.parent == lock.parent


def _are_alike(one: str, other: str) -> bool:
    from packaging.specifiers import InvalidSpecifier

    try:
        return allow_the_same(one, other)
    except InvalidSpecifier:
        return True


def _against(
    said: tuple[Statement, ...], one: Compilation, version: str, uses: tuple[Location, ...]
) -> list[Statement]:
    """Statements that exclude the lock's Python; an image counts only where it installs the lock."""
    roots = {each.root for each in said}
    root = next((folder for folder in one.file.path.parent.upwards() if folder in roots), None)
    if root is None:
        return []
    mine = Statement(Location(one.file.path), "chosen", msg(""), root, versions=(version,))
    installing: set[AnyPath] = {use.path for use in uses}
    counted = (
        each
        for each in said
        if each.kind in ("declared", "chosen", "platform")
        or (each.kind == "image" and each.location.path in installing)
    )
    return [each for each in counted if exclude_each_other(mine, each)]


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Give the command that compiles the lock again."""
    if finding.subject.endswith(f" {_PYTHON}"):
        note = msg(
            "Compile {path} in an environment of the Python that runs the project (`python3.X -m piptools "
            "compile ..`), or with `uv pip compile --python-version 3.X`.",
            path=finding.location.path,
        )
        return Fix(_TITLE, Applicability.DISPLAY, notes=(note,))
    if finding.subject.endswith(f" {_RANGE}"):
        path = next(each.location.path for each in finding.evidence)
        assert isinstance(path, ProjectPath)
        return Fix(_TITLE, Applicability.UNSAFE, commands=(_locking("uv.lock", path),))
    stale = next((one for one in stale_locks(facts) if str(one.path) == finding.subject), None)
    if stale is None:
        raise FixUnavailable(msg("{path} agrees with its source by now.", path=finding.subject))
    commands = _commands(stale)
    if not commands:
        note = msg("Compile {path} again from its source, the way it was made.", path=stale.path)
        return Fix(_TITLE, Applicability.DISPLAY, notes=(note,))
    return Fix(_TITLE, Applicability.UNSAFE, commands=commands)


def _commands(stale: StaleLock) -> tuple[Command, ...]:
    if stale.lock is not None:
        return (_locking(stale.lock.kind, stale.path),) if stale.lock.kind in _LOCKING else ()
    why = msg("Write {path} anew; pins that still fit are kept", path=stale.path)
    one = stale.compilation
    command = compile_again(one, why, hashes=one.file.is_hashed) if one is not None else None
    return (command,) if command is not None else ()


def _locking(kind: str, path: ProjectPath) -> Command:
    """The command by which a tool writes its lock anew. Pipenv has none that keeps the versions of the others."""
    why = msg("Write {path} anew; pins that still fit are kept", path=path)
    if kind == "Pipfile.lock":
        why = msg("Write {path} anew; pipenv moves everything to the newest version that the Pipfile allows", path=path)
    elif kind == "poetry.lock":
        why = msg("Write {path} anew; poetry 2 keeps the pins that still fit (1.x needs --no-update for it)", path=path)
    return Command(_LOCKING[kind], why, path.parent, network=True, runs_project_code=True)


RULE = Rule(
    code="EW304",
    name="stale-lock",
    point="3.1",
    severity=Severity.ERROR,
    summary=msg("The lock lacks or forbids what its source asks for, or was made for another Python"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "migrate"),
)
