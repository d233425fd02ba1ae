"""EW401 absolute-path: an absolute path of one machine is written into the code.

## What it checks
Absolute literals that reach a file API or a setting that holds a path (`UPLOAD_FOLDER`, `DATA_DIR`, `sys.path`): home
folders of people, drive letters, and places such as `/opt/shop/data` that no Dockerfile, compose file or service of the
project creates or names. Left alone are the places that are the same on every machine (`/tmp`, `/etc`, `/var/log`,
`/dev/null`), the folders of the project's own images, the homes of the users that they add, what only runs below a test
for a container, defaults of environment variables and options, candidates that are asked for with exists() or chosen by
platform, routes and URLs, tests, documentation and build scripts. Reported wherever it leads is an absolute piece that
is joined behind a folder (`os.path.join(BASE_DIR, "/media")`): it throws the folder away.

## Why it hurts
The path exists on the machine that it was written on. A colleague, the continuous integration and the server have
another user, another drive or another layout: the program stops with FileNotFoundError or PermissionError, or creates a
stray tree of folders there.

## Example
`UPLOAD_FOLDER = "/home/anna/projects/shop/uploads"`, mended: `UPLOAD_FOLDER = str(BASE_DIR / "uploads")`

## What the fix does
Where the end of the path is a file or folder of the project, or the project's own name stands in it, the path is built
from the source's own place: `BASE_DIR / "uploads"` or `Path(__file__).resolve().parent / "uploads"`. It is not applied
without asking: on the machine where the old path exists the program reads another place afterwards. Where nothing in
the project answers to the path, an environment variable comes before it: `os.getenv("EXPORT_DIR") or "/home/anna/out"`.
The old path stays the default on the one machine that has it, and every other names its own. So it is where a second
source names the same folder: anchored in one of them, the two would look in different places. A piece that throws
away its folder loses its slash.

## References
- Filesystem Hierarchy Standard 3.0
- Python 3.13 documentation, pathlib: Path.resolve and PurePath.parents
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.analysis.paths.anchoring import anchor_everywhere
from envwizard.analysis.paths.machine_paths import MachinePath, classify, deployed_places, is_deployed
from envwizard.analysis.paths.path_literals import (
    LiteralPath,
    ProjectTree,
    is_aside_module,
    is_by_hand,
    is_configuration,
    literal_paths,
)
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location, TextFile

_TITLE = msg("Build the path from the source file's own place")
_SLASH_TITLE = msg("Take the slash away that throws away the folder")
_VARIABLE_TITLE = msg("Let an environment variable name the path")
# A text up to the slash that it begins with.
_TO_SLASH = re.compile(rb"[rRuU]?(?:\"\"\"|'''|\"|')/")
_PLAIN_TEXT = re.compile(rb"[rRuU]?['\"]")
_NAMED_FOR_A_PATH = re.compile(r"\w*(?:PATH|DIR|DIRECTORY|FOLDER|ROOT|FILE|HOME)")
# What the system itself gives.
_SYSTEM_VARIABLES = frozenset(("PATH", "HOME", "TMPDIR", "PYTHONPATH", "PYTHONHOME"))
# What everything else is built on; no route is stored under such a name.
_BASE = re.compile(r"(?:BASE|PROJECT|ROOT|APP|HOME)_?(?:DIR|PATH|FOLDER|ROOT)|PROJECT_HOME", re.IGNORECASE)
_EXTENSION = re.compile(r"\.\w{1,8}$")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every absolute path that is bound to a machine, once per file."""
    if not facts.python_modules:
        return NotApplicable(msg("The project has no Python sources that touch files."))
    groups = [group for group in literal_paths(facts, (Anchor.ABSOLUTE,)) if not is_aside_module(group.module)]
    if not groups:
        return ()
    places = deployed_places(facts)
    tree = ProjectTree(facts)
    found = []
    for group in groups:
        kind = classify(group.literal)
        if kind not in (MachinePath.HOME, MachinePath.DRIVE) and is_configuration(group):
            # EW411 speaks of it; a path of one machine alone must go, whether something can override it or not.
            continue
        severity = Severity.WARNING if _discarding(group) else _severity(group, kind, places)
        if severity is not None:
            found.append(_finding(group, kind, severity, facts, tree))
    return found


def _discarding(group: LiteralPath) -> Location | None:
    """The piece that throws away the folder before it, if the path is joined so everywhere."""
    pieces = [use.discarding for use in group.uses]
    return pieces[0] if None not in pieces else None


def _severity(group: LiteralPath, kind: MachinePath, places: frozenset[str]) -> Severity | None:
    if kind is MachinePath.SYSTEM or is_deployed(group.literal, places):
        return None
    if kind is not MachinePath.DRIVE and all(use.in_container for use in group.uses):
        # The image has it, whichever machine runs the image.
        return None
    if all(use.main_only or use.in_development for use in group.uses):
        return Severity.INFO if kind is MachinePath.HOME else None
    if kind is MachinePath.HOME:
        # A home chosen by platform is a demand all the same; one that a function asks for first does no harm.
        asked = all(use.probed and not use.import_time for use in group.uses)
        return Severity.INFO if asked else Severity.ERROR
    if all(use.probed for use in group.uses) or is_by_hand(group.module):
        return None
    if kind is MachinePath.DRIVE or group.calls:
        return Severity.WARNING
    # A setting alone: it must look like a file system's path, for routes are stored under such names too.
    named = any(_BASE.fullmatch(use.api) and (use.api.isupper() or use.import_time) for use in group.uses)
    if _EXTENSION.search(group.literal) or named:
        return Severity.WARNING
    return Severity.INFO if kind is MachinePath.PLACED else None


def _finding(group: LiteralPath, kind: MachinePath, severity: Severity, facts: Facts, tree: ProjectTree) -> Finding:
    use = next(iter(group.calls), group.uses[0])
    target = _target(group, facts, tree)
    if _discarding(group):
        message = msg(
            '{place} joins "{path}" to a folder: a piece that begins with a slash throws away what stands before it',
            place=str(group.expression),
            path=group.literal,
        )
    elif use.mode == "store" and "." not in use.api:
        message = msg('{place} sets {name} to "{path}"', place=str(group.expression), name=use.api, path=group.literal)
    elif use.location.path != use.expression.path:
        message = msg(
            '{place} has the path "{path}", which {use} gives to {api}',
            place=str(group.expression),
            path=use.reached or group.literal,
            use=str(use.location),
            api=use.api,
        )
    else:
        message = msg(
            '{place} passes the path "{path}" to {api}',
            place=str(group.expression),
            api=use.api,
            path=use.reached or group.literal,
        )
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH if kind in (MachinePath.HOME, MachinePath.DRIVE) else Confidence.MEDIUM,
        location=group.expression,
        message=message,
        why=msg("The path is {path} itself, in the root of the disk, wherever the project lies.", path=group.literal)
        if _discarding(group)
        else _WHY[kind],
        subject=group.literal,
        environments=facts.environments_of(group.module.path),
        evidence=group.evidence(),
        fix=_offer(group, target, severity),
    )


def _offer(group: LiteralPath, target: ProjectPath | None, severity: Severity) -> FixOffer | None:
    if _discarding(group):
        return FixOffer(_SLASH_TITLE, Applicability.UNSAFE)
    if "{" in group.literal or any(use.in_url for use in group.uses):
        return None
    if target is not None:
        return FixOffer(_TITLE, Applicability.UNSAFE)
    # What is only a hint may be no path at all.
    imports = any(use.api.startswith("sys.path") for use in group.uses)
    return None if imports or severity is Severity.INFO else FixOffer(_VARIABLE_TITLE, Applicability.UNSAFE)


def _variable(group: LiteralPath) -> str:
    """Name the variable after the constant that holds the path, else after the last piece of the path."""
    here = (use for use in group.uses if use.mode == "store" and use.location.line == use.expression.line)
    stored = next((use.api for use in here if use.api.isidentifier()), "")
    stem = re.split(r"[\\/]", group.literal.rstrip("\\/"))[-1].split(".")[0]
    name = re.sub(r"\W+", "_", stored or stem).strip("_").upper()
    if not _NAMED_FOR_A_PATH.fullmatch(name):
        name += "_PATH"
    return f"APP_{name}" if name in _SYSTEM_VARIABLES or not name[:1].isalpha() else name


def _target(group: LiteralPath, facts: Facts, tree: ProjectTree) -> ProjectPath | None:
    if any(use.in_url for use in group.uses):
        return None
    personal = classify(group.literal) is MachinePath.HOME
    if not personal and _is_named_elsewhere(group, facts):
        return None
    return tree.tail_of(group.literal, facts.project_name, personal, group.module.path)


def _is_named_elsewhere(group: LiteralPath, facts: Facts) -> bool:
    """Tell whether another source names the same folder: the two would look in different places from then on."""
    folder = group.literal.rpartition("/")[0]
    return bool(folder) and not _sources_by_folder(facts).get(folder, set()) <= {group.module.path}


@once_per_facts
def _sources_by_folder(facts: Facts) -> dict[str, set[ProjectPath]]:
    found: dict[str, set[ProjectPath]] = {}
    for group in literal_paths(facts, (Anchor.ABSOLUTE,)):
        found.setdefault(group.literal.rpartition("/")[0], set()).add(group.module.path)
    return found


_WHY: dict[MachinePath, Message] = {
    MachinePath.HOME: msg("It is a home folder of one machine: nobody else and no server has it."),
    MachinePath.DRIVE: msg("It names a drive or a share of one Windows machine: no image, no Linux server has it."),
    MachinePath.PLACED: msg(
        "No Dockerfile, compose file or service of the project creates it: it is there only where somebody made it."
    ),
    MachinePath.OTHER: msg(
        "No standard names that folder, and no Dockerfile, compose file or service of the project creates it."
    ),
}


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Build the path from the source's place wherever the literal is written, or let a variable go before it."""
    tree = ProjectTree(facts)
    for group in literal_paths(facts, (Anchor.ABSOLUTE,)):
        if group.expression != finding.location:
            continue
        target = _target(group, facts, tree)
        if finding.fix is None:
            break
        file = files(group.module.path)
        if _discarding(group):
            return _without_slash(file, group)
        if target is None:
            if _PLAIN_TEXT.match(file.raw[group.span.start : group.span.end]) is None:
                # A computed path is more than what was seen of it.
                break
            variable = _variable(group)
            edits = anchor_everywhere(file, group, None, None, variable)
            note = msg("Set {variable} on every other machine than the one that has {path}.", variable=variable,
                       path=group.literal)  # fmt: skip
            return Fix(_VARIABLE_TITLE, Applicability.UNSAFE, edits, notes=(note,))
        edits = anchor_everywhere(file, group, target, target)
        note = msg("Move what lies in {old} to {new} where the program is to find it.", old=group.literal, new=target)
        return Fix(_TITLE, Applicability.UNSAFE, edits, notes=(note,))
    raise FixUnavailable(msg("Nothing in the project answers to {path}.", path=finding.subject))


def _without_slash(file: TextFile, group: LiteralPath) -> Fix:
    """Take the slash away with which a later piece begins."""
    assert isinstance(file.path, ProjectPath)
    edits: dict[int, ReplaceSpan] = {}
    for use in group.uses:
        span = use.discarding.span if use.discarding is not None else None
        begins = _TO_SLASH.match(file.raw[span.start : span.end]) if span is not None else None
        if span is None or begins is None:
            raise FixUnavailable(msg("Nothing in the project answers to {path}.", path=group.literal))
        start = span.start + begins.end() - 1
        edits[start] = ReplaceSpan(file.path, file.digest, start, start + 1, b"")
    note = msg("Move what lies in {path} to where the program looks from then on.", path=group.literal)
    return Fix(_SLASH_TITLE, Applicability.UNSAFE, tuple(edits.values()), notes=(note,))


RULE = Rule(
    code="EW401",
    name="absolute-path",
    point="4.1",
    severity=Severity.ERROR,
    summary=msg("An absolute path of one machine is written into the code"),
    page=__doc__,
    check=check,
    fix=fix,
)
