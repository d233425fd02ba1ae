"""The switch step: the places that installed the old files install the locks, with their hashes, and check."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from envwizard.analysis.dependencies.install_commands import InstallCommand, again, read_install
from envwizard.analysis.dependencies.installs import Install, installs, resolve
from envwizard.analysis.environments.name_tokens import role_of_environment, role_of_path
from envwizard.edits.added_checks import hook_below, step_above
from envwizard.edits.command_line import remove_words
from envwizard.edits.insert_command import insert_behind
from envwizard.model.change import Edit, ReplaceSpan
from envwizard.model.environment import Role
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CiJob, Surface, Word
from envwizard.model.facts.containers import Dockerfile, Stage
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.message import Message, msg
from envwizard.model.migration import Layer, Layout
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files
from envwizard.model.source import Span, TextFile
from envwizard.workflows.migration.leftovers import still_named

# The distribution's name on the index is not the command's.
_DISTRIBUTION = "envwizard-tui"
CHECK = f"pipx run --spec {_DISTRIBUTION} envwizard migrate --check"
_CHECK_NAME = "The locks answer their sources"
_HASHING = ("pip", "uv pip")
# Where a check behind the install belongs; a document's reader is not made to run one.
_CHECKED = (Surface.DOCKERFILE, Surface.SCRIPT, Surface.MAKEFILE, Surface.CI, Surface.PAAS)
# Which layer serves which role, the best first.
_LIKE = {
    Role.PRODUCTION: (Role.PRODUCTION, Role.STAGING),
    Role.STAGING: (Role.STAGING, Role.PRODUCTION),
    Role.TEST: (Role.TEST, Role.DEVELOPMENT),
    Role.DEVELOPMENT: (Role.DEVELOPMENT, Role.TEST),
}


@dataclass(frozen=True, slots=True)
class Switched:
    """The edits, what is left for the user, and old files that something still needs, with what they are to hold."""

    edits: tuple[Edit, ...] = ()
    notes: tuple[Message, ...] = ()
    still_needed: dict[ProjectPath, str] = field(default_factory=dict)
    # Old files that may not be deleted, each with the file that names it.
    named: dict[ProjectPath, ProjectPath] = field(default_factory=dict)


def switch(facts: Facts, files: Files, layout: Layout) -> Switched:
    """Compute the edits that point every install of the old files at the locks."""
    edits: dict[Edit, None] = {}
    notes: dict[Message, None] = {}
    needed: dict[ProjectPath, str] = {}
    for place in _places(facts):
        if place.install is None:
            for named in place.files:
                layer = layer_for(facts, layout, named, place)
                if layer is not None and layer.lock != named.path:
                    needed[named.path] = f"-r {layer.lock.relative_to(named.path.parent)}\n"
            continue
        try:
            edits.update(dict.fromkeys(_edits(facts, files, layout, place, place.install)))
        except FixUnavailable as error:
            notes[msg("{place} is left as it is: {reason}", place=place.location, reason=error.message)] = None
    try:
        edits.update(dict.fromkeys(_checks(facts, files, edits)))
    except FixUnavailable as error:
        notes[msg("Add `{command}` to the checks: {reason}", command=CHECK, reason=error.message)] = None
    locks = {layer.lock for layer in layout.layers}
    gone = [path for path in layout.replaced if path not in locks and path not in needed]
    kept = still_named(facts, files, gone, edits)
    return Switched(tuple(edits), tuple(notes), needed, kept)


def layer_for(facts: Facts, layout: Layout, named: RequirementsFile, place: Install) -> Layer | None:
    """Give the layer that takes the place of an old file where it is installed; ``None`` where it is not migrated."""
    for layer in layout.layers:
        if named.path in (layer.lock, layer.source):
            return layer
    if named.path not in layout.replaced:
        return None
    own = role_of_path(named.path)
    role = own.role if own is not None else None
    if role is None and place.deployed:
        role = Role.PRODUCTION
    if role is None:
        roles = [role_of_environment(name) for name in facts.environments_of(place.location.path)]
        role = roles[0] if roles else Role.TEST if place.surface is Surface.CI else None
    by_role = {role_of_environment(layer.name): layer for layer in reversed(layout.layers)}
    for one in _LIKE.get(role, ()) if role is not None else ():
        if one in by_role:
            return by_role[one]
    plain = [layer for layer in layout.layers if role_of_environment(layer.name) is Role.UNKNOWN]
    if role in (Role.TEST, Role.DEVELOPMENT) and own is None and not plain:
        return layout.layers[-1]
    return plain[0] if plain else layout.layers[0]


def _places(facts: Facts) -> Iterator[Install]:
    yield from installs(facts)
    for document in facts.documents:
        for command, _ in document.commands:
            install = read_install(command)
            if install is not None:
                owner = command.location.path
                found = (resolve(facts, word.text, owner) for word in install.files)
                yield Install(command.location, Surface.PYTHON, False, install, tuple(one for one in found if one))


def _edits(facts: Facts, files: Files, layout: Layout, place: Install, install: InstallCommand) -> Iterator[Edit]:
    path = place.location.path
    if not isinstance(path, ProjectPath) or install.is_check or install.is_export or install.verb == "wheel":
        return
    dockerfile = next((one for one in facts.dockerfiles if one.path == path), None)
    swaps: list[tuple[Word, RequirementsFile, Layer]] = []
    for word in install.files:
        named = resolve(facts, word.text, path, dockerfile)
        layer = layer_for(facts, layout, named, place) if named is not None else None
        if named is not None and layer is not None:
            swaps.append((word, named, layer))
    if not swaps:
        return
    if len(swaps) < len(install.files):
        raise FixUnavailable(
            msg("it installs a list without hashes as well, and pip takes all lists of a command with hashes or none.")
        )
    file = files(path)
    stage = _stage(dockerfile, install)
    for word, named, layer in swaps:
        copies = list(_copies(stage, named.path.name)) if stage is not None else []
        if named.path != layer.lock:
            yield _renamed(file, word, named.path, layer.lock, bool(copies))
            for span, text, is_source in copies:
                yield _copied(file, span, text, is_source, named.path, layer.lock)
    yield from _in_hash_mode(file, place, install, layout)


def _in_hash_mode(file: TextFile, place: Install, install: InstallCommand, layout: Layout) -> Iterator[Edit]:
    """Add --require-hashes, put what has no hash into a command of its own, and check at the end."""
    if install.tool not in _HASHING:
        return
    words = install.command.words
    assert isinstance(file.path, ProjectPath)
    if "--require-hashes" not in install.flags:
        verb = words[install.verb_index].span
        yield ReplaceSpan(file.path, file.digest, verb.end, verb.end, b" --require-hashes")
    locked = {name for pins in layout.pins.values() for name in pins}
    apart: list[str] = []
    for word in install.packages:
        index = words.index(word)
        editable = word in install.editables
        first = index - 1 if editable and words[index - 1].text in ("-e", "--editable") else index
        name = word.text.partition("[")[0].partition("=")[0].lower().replace("_", "-")
        if name not in locked:
            if not editable and not word.text.startswith((".", "/")):
                raise FixUnavailable(msg("{name} on its line is in no lock; add it to a source.", name=word.text))
            apart.append(" ".join(one.text for one in words[first : index + 1]))
        yield from remove_words(file, install.command, first, index)
    for text in apart:
        yield insert_behind(file, install.command, again(file.raw, install, f"install --no-deps {text}"), alone=False)
    if place.surface in _CHECKED and install.verb == "install" and not _is_checked(file, install):
        yield insert_behind(file, install.command, again(file.raw, install, "check"), alone=False)


def _is_checked(file: TextFile, install: InstallCommand) -> bool:
    """Tell whether a check stands behind the install in the same file."""
    behind = file.raw[install.command.words[-1].span.end :]
    return b"pip check" in behind


def _renamed(file: TextFile, word: Word, old: ProjectPath, new: ProjectPath, copied: bool) -> Edit:
    """Name the lock in place of the old file, from the same folder.

    An image to which the file is copied alone has the lock in the same folder.
    """
    base = old.parent if copied else _base(word.text, old)
    tail = old.relative_to(base).encode()
    start = file.raw.rfind(tail, word.span.start, word.span.end)
    if start < 0:
        raise FixUnavailable(msg("{name} does not stand there as it is.", name=word.text))
    assert isinstance(file.path, ProjectPath)
    lock = new.name if copied else new.relative_to(base)
    return ReplaceSpan(file.path, file.digest, start, start + len(tail), file.encode(lock))


def _base(text: str, path: ProjectPath) -> ProjectPath:
    """Give the project's folder that a path is written from: what is left when the common end is taken off."""
    written = [part for part in text.split("/") if part not in ("", ".")]
    common = 1
    while common < min(len(written), len(path.parts)) and written[-common - 1] == path.parts[-common - 1]:
        common += 1
    return ProjectPath("/".join(path.parts[:-common]) or ".")


def _stage(dockerfile: Dockerfile | None, install: InstallCommand) -> Stage | None:
    line = install.command.location.line or 0
    found = None
    for stage in dockerfile.stages if dockerfile is not None else ():
        if (stage.location.line or 0) <= line:
            found = stage
    return found


def _copies(stage: Stage, name: str) -> Iterator[tuple[Span, str, bool]]:
    """The words of COPY that bring the file itself, and destinations that name it; tells which are sources."""
    for instruction in stage.instructions:
        copy = instruction.copy
        if copy is None or copy.source_stage is not None:
            continue
        words = [*((text, True) for text in copy.sources), (copy.destination, False)]
        named = [
            (place.span, text, is_source)
            for (text, is_source), place in zip(words, copy.places, strict=False)
            if place.span is not None and _names(text, name)
        ]
        if any(is_source for _, _, is_source in named):
            yield from named


def _names(word: str, name: str) -> bool:
    last = word.rpartition("/")[2]
    return "." in last.strip(".") and fnmatch.fnmatchcase(name, last)


def _copied(file: TextFile, span: Span, text: str, is_source: bool, old: ProjectPath, new: ProjectPath) -> Edit:
    """Copy the lock: a source is written from the build's context, a destination keeps its folder."""
    folder, _, name = text.rpartition("/")
    wanted = f"{folder}/{new.name}" if folder else new.name
    if is_source:
        wanted = new.relative_to(_base(text, old))
        if wanted.startswith(".."):
            raise FixUnavailable(msg("{lock} lies outside of what the image is built from.", lock=new))
    start = file.raw.find(text.encode(), span.start, span.end)
    if start < 0:
        raise FixUnavailable(msg("{name} does not stand there as it is.", name=name))
    assert isinstance(file.path, ProjectPath)
    return ReplaceSpan(file.path, file.digest, start, start + len(text.encode()), file.encode(wanted))


def _checks(facts: Facts, files: Files, edits: dict[Edit, None]) -> Iterator[Edit]:
    """Let CI and pre-commit notice a lock that is behind its source."""
    for workflow in facts.ci_workflows:
        path = workflow.location.path
        if workflow.service != "github" or not isinstance(path, ProjectPath):
            continue
        line = _first_install(workflow.jobs, edits, path)
        if line is not None:
            yield step_above(files(path), line, _CHECK_NAME, CHECK)
            break
    hooks = ProjectPath(".pre-commit-config.yaml")
    if any(one.path == hooks for one in facts.inventory.files):
        lines = (
            "- repo: local",
            "  hooks:",
            "    - id: envwizard-locks",
            f"      name: {_CHECK_NAME}",
            "      entry: envwizard migrate --check",
            "      language: python",
            f"      additional_dependencies: [{_DISTRIBUTION}]",
            "      pass_filenames: false",
            "      always_run: true",
        )
        yield hook_below(files(hooks), lines, _CHECK_NAME)


def _first_install(jobs: Iterable[CiJob], edits: Iterable[Edit], path: ProjectPath) -> int | None:
    """Give the line of the first command that was changed."""
    starts = [edit.start for edit in edits if isinstance(edit, ReplaceSpan) and edit.path == path]
    for job in jobs:
        for command in job.commands:
            if command.words and any(
                command.words[0].span.start <= start <= command.words[-1].span.end for start in starts
            ):
                return command.words[0].span.line
    return None
