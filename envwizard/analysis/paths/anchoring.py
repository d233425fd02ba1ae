"""Anchoring a literal path wherever its source means it."""

from __future__ import annotations

import contextlib
import itertools

from envwizard.analysis.paths.path_literals import LiteralPath, ProjectTree, is_configuration, literal_paths
from envwizard.edits.path_companions import companions
from envwizard.edits.path_places import own_places
from envwizard.edits.python_paths import anchor_path
from envwizard.model.change import Edit
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import TextFile

# So many paths that start from one folder are easier to read with a constant for it.
_MANY = 3


def shared_base(group: LiteralPath, tree: ProjectTree) -> ProjectPath | None:
    """Give the folder that the relative paths of the group's source start from, where there are many of them."""
    uses = {
        use.expression: use.literal
        for use in group.module.path_uses
        if use.anchor is Anchor.CWD and not use.overridable and use.literal.strip("./")
    }
    if len(uses) < _MANY:
        return None
    bases = {tree.base_of(literal, group.module.path) or ROOT for literal in uses.values()}
    return bases.pop() if len(bases) == 1 else None


def anchor_everywhere(
    file: TextFile,
    group: LiteralPath,
    base: ProjectPath | None,
    target: ProjectPath | None,
    variable: str | None = None,
    shared: ProjectPath | None = None,
) -> tuple[Edit, ...]:
    """Anchor the places that write the literal, and with them those that only ask whether it is there, or make it.

    The arguments are those of ``anchor_path``, and so is what is raised.
    """
    places = list(group.expressions())
    spans = [span for span, _ in places]
    own = set(group.uses)
    known = [
        use.expression.span for use in group.module.path_uses if use not in own and use.expression.span is not None
    ]
    places += [(span, False) for span in companions(file, spans, known)]
    edits: list[Edit] = []
    for place in own_places(file, places):
        whole = None if place.in_pieces else target
        edits += anchor_path(file, place.span, base, whole, place.as_text, variable, shared)
    return tuple(dict.fromkeys(edits))


def anchor_beside(
    file: TextFile, facts: Facts, group: LiteralPath, tree: ProjectTree, shared: ProjectPath | None
) -> tuple[Edit, ...]:
    """Anchor the source's other relative paths in the folder that the group's path lies in, as far as they can be."""
    folder = _first_folder(group)
    edits: list[Edit] = []
    for other in literal_paths(facts, (Anchor.CWD,)) if folder is not None else ():
        if other.module.path != group.module.path or other.literal == group.literal or _first_folder(other) != folder:
            continue
        # A configuration file gets a variable of its own, and a URL another form.
        place = anchored_place(other, meant_base(other, tree), tree)
        if place is None or is_configuration(other) or any(use.in_url or use.api == "os.chdir" for use in other.uses):
            continue
        with contextlib.suppress(FixUnavailable):
            edits += anchor_everywhere(file, other, *place, shared=shared)
    return tuple(edits)


def _first_folder(group: LiteralPath) -> str | None:
    """The first folder of the path, or the folder that it is; ``None`` for a file beside the source."""
    first, slash, _ = group.literal.replace("\\", "/").removeprefix("./").partition("/")
    return first if (slash or "." not in first) and first.strip(".") and "{" not in first else None


def meant_base(group: LiteralPath, tree: ProjectTree) -> ProjectPath | None:
    """Find the folder of the project that the path is meant to start from."""
    for path in sorted(group.reached, key=len, reverse=True):
        base = tree.base_of(path, group.module.path)
        if base is not None:
            return base
    return tree.base_of(group.literal, group.module.path)


def _default_base(group: LiteralPath, tree: ProjectTree) -> ProjectPath:
    """Where nothing answers to the path: the folder in which the nearest one above it lies, else that of the launch."""
    for folder in itertools.accumulate(group.literal.replace("\\", "/").split("/")[:-1], "{}/{}".format):
        base = tree.base_of(folder, group.module.path) if "{" not in folder else None
        if base is not None:
            return base
    return tree.launch_folders[0] if len(tree.launch_folders) == 1 else ROOT


def anchored_place(
    group: LiteralPath, base: ProjectPath | None, tree: ProjectTree
) -> tuple[ProjectPath, ProjectPath | None] | None:
    """Give the folder to anchor to and the whole path; ``None`` where no place in the project comes into question."""
    folder = base if base is not None else _default_base(group, tree)
    if "{" in group.literal:
        return folder, None
    target = folder.join(group.literal or ".")
    return None if target is None else (folder, target)
