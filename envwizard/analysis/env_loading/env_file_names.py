"""Names of env files: the templates that stand for one, and names that were most likely meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from envwizard.model.paths import ProjectPath

TEMPLATE_WORDS = ("example", "sample", "template", "dist", "tmpl", "tpl", "default", "defaults")
_MOST_EDITS = 2


def templates_of(path: ProjectPath) -> frozenset[ProjectPath]:
    """List the names under which a template of an env file may lie beside it."""
    stem = path.name.removesuffix(".env") or path.name
    names = {f"{path.name}{mark}{word}" for word in TEMPLATE_WORDS for mark in (".", "-", "_")}
    names |= {f"{word}{path.name}" for word in TEMPLATE_WORDS}
    names |= {f".env.{word}" for word in TEMPLATE_WORDS}
    if path.name == ".env":
        names |= {f"env.{word}" for word in TEMPLATE_WORDS} | {
            f"env{mark}{word}" for word in TEMPLATE_WORDS for mark in "-_"
        }
        names |= {f"{word}.env" for word in TEMPLATE_WORDS} | {f".{word}.env" for word in TEMPLATE_WORDS}
    elif stem != path.name:
        names |= {f"{stem}.{word}.env" for word in TEMPLATE_WORDS}
    joined = (path.parent.join(name) for name in names)
    return frozenset(one for one in joined if one is not None)


def template_of(path: ProjectPath, files: Collection[ProjectPath]) -> ProjectPath | None:
    """Find the template that stands for an env file."""
    return min((one for one in templates_of(path) if one in files), default=None)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that a misspelt one most likely means: at most two slips apart, and the only one so near.

    Names that differ in a whole word (``.env.dev`` and ``.env.test``) are no slips.
    """
    ranked = sorted((_apart(name, one), one) for one in set(known) if one != name and abs(len(one) - len(name)) <= 2)
    if not ranked or ranked[0][0] > _MOST_EDITS or len(name) < 4 or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][1]


def _apart(one: str, other: str) -> int:
    """Count the slips between two names: letters left out, put in, changed, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, char in enumerate(one, 1):
        older, before = before, row
        row = [index]
        for place, wanted in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (char != wanted))
            if index > 1 and place > 1 and char == other[place - 2] and one[index - 2] == wanted:
                cost = min(cost, older[place - 2] + 1)
            row.append(cost)
    return row[-1]
