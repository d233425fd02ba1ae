"""One Python version for all the places that name one: which the user may choose, and what that changes where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from envwizard.analysis.images.python_images import python_image
from envwizard.analysis.python_releases import ended, settled
from envwizard.analysis.python_statements import (
    Statement,
    allows,
    demands_a_patch,
    exclude_each_other,
    named_minors,
    release_order,
    statements,
)
from envwizard.analysis.roots import root_around
from envwizard.analysis.virtualenvs.environment_commands import recreate_commands
from envwizard.analysis.virtualenvs.project_virtualenvs import own_virtualenvs, place_of
from envwizard.edits.python_version import (
    added_to_matrix,
    argument_place,
    image_for,
    widened_range,
    written,
    written_yaml,
)
from envwizard.model.change import Command, Edit
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Question
from envwizard.model.rule import Files
from envwizard.model.source import Location, TextFile
from envwizard.syntax.version_constraints import conda_specifier, poetry_specifier

KIND = "python-version"
# They want the patch release too: "3.12" is not enough (render.com/docs/python-version, asdf-vm.com, Pipfile).
_EXACT = ("render", "tool-versions")
_LOCKING = {
    "uv.lock": ("uv", "lock"),
    "poetry.lock": ("poetry", "lock"),
    "pdm.lock": ("pdm", "lock"),
    "Pipfile.lock": ("pipenv", "lock"),
}
_TRANSLATED = {"poetry": poetry_specifier, "conda": conda_specifier}


@dataclass(slots=True)
class VersionChange:
    """What makes all places say one version: edits, commands behind them, and what no edit can do."""

    edits: list[Edit] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)


def version_question(facts: Facts, about: Location, group: Sequence[Statement], default: str) -> Question:
    """Ask which version the project is to run on: those that its places name, and those that are supported."""
    root = group[0].root
    named = [minor for one in statements(facts) if one.root == root for minor in named_minors(one)]
    choices = sorted({*named, *settled(), default}, key=release_order)
    return Question(
        id=f"{KIND}:{about.path}",
        text=msg("Which Python is the project to run on?"),
        choices=tuple(choices),
        default=default,
        evidence=tuple(Evidence(one.location, one.says) for one in group),
        about=about.path if isinstance(about.path, ProjectPath) else None,
    )


def strongest_version(facts: Facts, group: Sequence[Statement]) -> str | None:
    """The version with the best evidence: the lock's, what the project declares to need, what most places allow."""
    root = group[0].root
    candidates = list(dict.fromkeys(minor for one in group for minor in named_minors(one)))
    locked = [
        ".".join((file.compiled_with or "").split(".")[:2])
        for file in facts.requirements_files
        if file.compiled_with is not None and root_around(facts, file.path.parent) == root
    ]

    over = ended()

    def strength(minor: str) -> tuple[object, ...]:
        declared = all(allows(one, minor) for one in group if one.kind == "declared")
        agreeing = sum(allows(one, minor) for one in group)
        deployed = sum(allows(one, minor) for one in group if one.is_deployed)
        return declared, minor in locked, agreeing, minor not in over, deployed, release_order(minor)

    return max(candidates, key=strength) if candidates else None


def change_version(facts: Facts, files: Files, group: Iterable[Statement], minor: str) -> VersionChange:
    """Write ``minor`` into every place of the group that does not allow it."""
    change = VersionChange()
    group = list(group)
    environments: list[Command] = []
    exact = next(
        (text for one in group for text in one.versions if text.startswith(f"{minor}.") and text.count(".") == 2), None
    )
    for one in group:
        if allows(one, minor):
            if demands_a_patch(one, minor) and any(exclude_each_other(one, other) for other in group):
                change.edits += _loosened(files, one)
            continue
        anew = _anew(facts, one, minor)
        if anew:
            environments += anew
            continue
        edits = list(_edits(facts, files, one, minor, exact))
        change.edits += edits
        if not edits:
            change.notes.append(_step(one, minor))
    touched = {edit.path for edit in change.edits}
    change.commands += [*_locking(facts, touched), *environments]
    if any(one.source == "image" for one in group if not allows(one, minor)):
        change.notes.append(msg("Build the image and run the tests in it before it is deployed."))
    return change


def _loosened(files: Files, one: Statement) -> Iterator[Edit]:
    """Let the patch releases that follow on the one demanded in as well: ``3.10.4`` becomes ``~3.10.4``."""
    ((text, place),) = one.places
    exact = re.fullmatch(r"(?:===?)?[ \t]*(\d+\.\d+\.\d+)", text)
    if exact is not None and place.span is not None and isinstance(place.path, ProjectPath):
        sign = "~" if one.source == "poetry" else "~="
        file = files(place.path)
        if file.raw[place.span.start : place.span.end].decode("utf-8", "replace").strip("\"'") == text:
            yield written(file, place.span, f"{sign}{exact.group(1)}")


def _anew(facts: Facts, one: Statement, minor: str) -> tuple[Command, ...]:
    """The commands that make the virtual environment behind a statement anew; empty for everything else."""
    if one.kind != "virtualenv":
        return ()
    env = next((env for env in own_virtualenvs(facts) if place_of(env) == one.location), None)
    return recreate_commands(facts, env, minor) if env is not None else ()


def _edits(facts: Facts, files: Files, one: Statement, minor: str, exact: str | None) -> Iterator[Edit]:
    for path in dict.fromkeys(place.path for _, place in one.places):
        if isinstance(path, ProjectPath):
            file = files(path)
            places = [(text, place) for text, place in one.places if place.path == path and place.span is not None]
            if one.kind == "ci":
                yield from _ci(file, places, minor)
            elif one.source == "image":
                yield from _image(facts, file, places, minor)
            elif one.specifier is not None:
                yield from _range(file, one.source, places, minor)
            else:
                yield from _version(file, one, places, minor, exact)


def _ci(file: TextFile, places: Sequence[tuple[str, Location]], minor: str) -> Iterator[Edit]:
    spans = list(dict.fromkeys(place.span for _, place in places if place.span is not None))
    spans.sort(key=lambda span: span.start)
    texts = [file.raw[span.start : span.end].decode("utf-8", "replace").strip("\"'") for span in spans]
    if not all(re.fullmatch(r"\d+(\.\d+)*", text) for text in texts):
        for span, text in zip(spans, texts, strict=True):
            old = next((version for version, place in places if place.span == span), "")
            new = image_for(text, old, minor)
            if new is not None:
                yield written(file, span, new)
        return
    if len(set(texts)) == 1:
        yield from (written_yaml(file, span, minor) for span in spans)
        return
    below = [index for index, text in enumerate(texts) if release_order(_minor(text)) < release_order(minor)]
    edit = added_to_matrix(file, spans, below[-1] if below else -1, minor)
    if edit is not None:
        yield edit


def _minor(text: str) -> str:
    return ".".join([*text.split("."), "0"][:2])


def _image(facts: Facts, file: TextFile, places: Sequence[tuple[str, Location]], minor: str) -> Iterator[Edit]:
    dockerfile = next((one for one in facts.dockerfiles if one.location.path == file.path), None)
    for text, place in places:
        image = python_image(text, dockerfile)
        if image is None or image.version is None or place.span is None:
            continue
        argument = re.search(r"\$\{?(\w+)", text)
        span = argument_place(file, argument.group(1), image.version) if argument else place.span
        if span is None:
            continue
        old = file.raw[span.start : span.end].decode("utf-8", "replace")
        new = image_for(old, image.version, minor)
        if new is not None:
            yield written(file, span, new)


def _range(file: TextFile, source: str, places: Sequence[tuple[str, Location]], minor: str) -> Iterator[Edit]:
    for text, place in places:
        new = widened_range(text, minor)
        specifier = _TRANSLATED.get(source, str)(new) if new is not None else None
        if new is None or not specifier or place.span is None:
            continue
        if not allows(Statement(place, "declared", msg(""), ROOT, specifier), minor):
            continue
        old = file.raw[place.span.start : place.span.end].decode("utf-8", "replace")
        if old.count(text) == 1:
            yield written(file, place.span, old.strip("\"'").replace(text, new) if old.strip("\"'") else new)


def _version(
    file: TextFile, one: Statement, places: Sequence[tuple[str, Location]], minor: str, exact: str | None
) -> Iterator[Edit]:
    if len(places) > 1:
        return
    ((text, place),) = places
    assert place.span is not None
    release = re.search(r"\d+\.\d+(?:\.\d+)?", text)
    old = file.raw[place.span.start : place.span.end].decode("utf-8", "replace").strip("\"'")
    if release is None or old != text:
        return
    is_exact = release.group().count(".") == 2
    wants_exact = one.source in _EXACT
    if wants_exact and exact is None:
        return
    new = exact if exact is not None and (is_exact or wants_exact) else minor
    quoted = one.source in ("render", "app-engine")
    whole = text[: release.start()] + new + text[release.end() :]
    yield written_yaml(file, place.span, whole) if quoted else written(file, place.span, whole)


def _locking(facts: Facts, touched: set[ProjectPath]) -> Iterator[Command]:
    """A lock holds the range that it was resolved for: its manager resolves it again."""
    for lock in facts.lock_files:
        path = lock.location.path
        if not isinstance(path, ProjectPath) or lock.kind not in _LOCKING:
            continue
        source = path.parent.join("Pipfile" if lock.kind == "Pipfile.lock" else "pyproject.toml")
        if source in touched:
            why = msg("Resolve {lock} for the new range", lock=path)
            yield Command(_LOCKING[lock.kind], why, path.parent, network=True)


def _step(one: Statement, minor: str) -> Message:
    place = one.location
    if one.kind == "virtualenv":
        return msg("Make the virtual environment of {place} anew with python{minor}.", place=place, minor=minor)
    if one.specifier is not None:
        return msg("In {place} change {text} so that it allows {minor}.", place=place, text=one.specifier, minor=minor)
    old = ", ".join(one.versions)
    if one.kind == "ci":
        return msg("In {place} let CI test on {minor} (now {old}).", place=place, minor=minor, old=old)
    if one.kind == "image":
        return msg("In {place} write {minor} for {old} in the image's tag.", place=place, minor=minor, old=old)
    if one.source in _EXACT:
        return msg("In {place} write a patch release of {minor} for {old}.", place=place, minor=minor, old=old)
    return msg("In {place} write {minor} for {old}.", place=place, minor=minor, old=old)
