"""The switch step: the places that installed the old files install the locks, with their hashes, and check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from envwizard.analysis.dependencies.install_commands import InstallCommand, again, read_install
from envwizard.analysis.dependencies.installs import Install, installs, resolve
from envwizard.analysis.environments.name_tokens import role_of_environment, role_of_path
from envwizard.edits.command_line import remove_words
from envwizard.edits.insert_command import insert_behind
from envwizard.model.change import Edit, ReplaceSpan
from envwizard.model.environment import Role
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface, Word
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.message import Message, msg
from envwizard.model.migration import Layer, Layout
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files
from envwizard.model.source import TextFile
from envwizard.workflows.migration.build_lists import builds
from envwizard.workflows.migration.image_copies import copied, copies_of, is_mounted, joined, stages_of, written_from
from envwizard.workflows.migration.leftovers import still_named
from envwizard.workflows.migration.lock_checks import checks

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
    edits = dict.fromkeys(joined(files, edits))
    for more, told in (checks(facts, files, edits), builds(facts, files, layout)):
        edits.update(dict.fromkeys(more))
        notes.update(dict.fromkeys(told))
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
    stages = stages_of(dockerfile, install)
    for word, named, layer in swaps:
        if named.path == layer.lock:
            continue
        if is_mounted(file, stages, install, named.path.name):
            raise FixUnavailable(msg("it gets {name} by a mount; name {lock} there.", name=named.path, lock=layer.lock))
        copies = [copy for stage in stages for copy in copies_of(stage, named.path.name)]
        yield _renamed(file, word, named.path, layer.lock, bool(copies))
        for span, text, is_source in copies:
            yield copied(file, span, text, is_source, named.path, layer.lock)
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
    base = old.parent if copied else written_from(word.text, old)
    tail = old.relative_to(base).encode()
    start = file.raw.rfind(tail, word.span.start, word.span.end)
    if start < 0:
        raise FixUnavailable(msg("{name} does not stand there as it is.", name=word.text))
    assert isinstance(file.path, ProjectPath)
    lock = new.name if copied else new.relative_to(base)
    return ReplaceSpan(file.path, file.digest, start, start + len(tail), file.encode(lock))
