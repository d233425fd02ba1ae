"""Names of env files: the templates that stand for one, and names that were most likely meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from envwizard.analysis.environments.name_tokens import role_of_name
from envwizard.model.paths import ProjectPath

TEMPLATE_WORDS = ("example", "sample", "template", "dist", "tmpl", "tpl", "default", "defaults")
# direnv's ``.envrc`` is a script.
_SPELT_OUT = re.compile(r"\.?(?:dot)?env(?!rc)[a-z]*")
_TOKENS = re.compile(r"[._-]+")
# In words of up to so many letters one slip makes another word at most.
_SHORT = 4


def templates_of(path: ProjectPath) -> frozenset[ProjectPath]:
    """List the names under which a template of an env file may lie beside it."""
    stem = path.name.removesuffix(".env") or path.name
    names = {f"{path.name}{mark}{word}" for word in TEMPLATE_WORDS for mark in (".", "-", "_")}
    names |= {f"{word}{path.name}" for word in TEMPLATE_WORDS}
    if path.name.startswith(".env") or stem != path.name:
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


def own_templates(path: ProjectPath) -> frozenset[str]:
    """List the names of templates that can stand for this env file only."""
    return frozenset(f"{path.name}{mark}{word}" for word in TEMPLATE_WORDS for mark in ".-_")


def described(name: str) -> str | None:
    """Give the name of the env file that a template stands for; ``None`` for a name that is no template's."""
    for word in TEMPLATE_WORDS:
        for mark in ".-_":
            if name.endswith(mark + word):
                return name[: -len(word) - 1] or None
    return None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that a misspelt one most likely means, if exactly one comes into question.

    One word of it may have a slip (two in long words), separators may differ (``.env_prod``), and one environment may
    be called differently (``.env.prod`` for ``.env.production``). Other words (``.env.dev`` and ``.env.test``) and
    other numbers are no slips.
    """
    found = [one for one in sorted(set(known)) if one != name and _is_slip(name, one)]
    return found[0] if len(found) == 1 else None


def is_spelt_out(name: str) -> bool:
    """Tell whether a name says no more than "the env file": ``.environment``, ``.enviroment``, ``dotenv``."""
    return _SPELT_OUT.fullmatch(name.lower()) is not None


def _is_slip(name: str, known: str) -> bool:
    words, others = ([word for word in _TOKENS.split(text.lower()) if word] for text in (name, known))
    if "".join(words) == "".join(others):
        return True
    if len(words) != len(others) or not words:
        return False
    different = [(word, other) for word, other in zip(words, others, strict=True) if word != other]
    if len(different) != 1:
        return False
    word, other = different[0]
    role, meant = role_of_name(word), role_of_name(other)
    if role is not None and meant is not None:
        # ``local`` is one with ``dev`` elsewhere; of env files it is the one on top of the others.
        return role.name == meant.name and word[0] == other[0]
    if any(char.isdigit() for char in word + other):
        return False
    return _apart(word, other) <= (1 if max(len(word), len(other)) <= _SHORT else 2)


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
