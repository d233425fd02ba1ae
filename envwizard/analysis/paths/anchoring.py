"""Anchoring a literal path wherever its source means it."""

from __future__ import annotations

from envwizard.analysis.paths.path_literals import LiteralPath, ProjectTree
from envwizard.edits.path_companions import companions
from envwizard.edits.path_places import own_places
from envwizard.edits.python_paths import anchor_path
from envwizard.model.change import Edit
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
