"""The justfile format (just.systems/man, version 1.40): recipes and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from envwizard.syntax.makefile import Recipe, RecipeFile
from envwizard.syntax.pieces import Piece, Pieces

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.*)")
_RECIPE = re.compile(r"@?([A-Za-z_][\w-]*)(?:\s[^:]*)?:(?!=).*")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_INTERPOLATION = re.compile(r"\{\{(?!\{)\s*(.*?)\s*\}\}")
_MARKS = re.compile(r"(?:[@-][ \t]*)*")


def parse(text: str) -> RecipeFile:
    """Read a justfile.

    ``{{name}}`` of a variable that is a plain text holds its value, every other interpolation stands as ``${..}``. A
    recipe whose first line is ``#!`` is one script; of one for another program than a shell nothing is kept.
    """
    variables: dict[str, str] = {}
    found: list[tuple[str, int, int, list[tuple[str, int]]]] = []
    in_recipe = False
    for match in _LINE.finditer(text):
        line, offset = match.group().rstrip("\r\n"), match.start()
        if in_recipe and (not line.strip() or line[0] in " \t"):
            found[-1][3].append((line, offset))
            continue
        assignment, recipe = _ASSIGNMENT.fullmatch(line), _RECIPE.fullmatch(line)
        in_recipe = recipe is not None and not assignment
        if assignment:
            string = _STRING.fullmatch(assignment[2].strip())
            variables[assignment[1]] = (string[1] or string[2] or "") if string else assignment[2].strip()
        elif recipe:
            found.append((recipe[1], offset, offset + len(line), []))
    plain = {name: value for name, value in variables.items() if "(" not in value and "+" not in value}
    recipes = tuple(Recipe(name, start, end, _code(lines, plain)) for name, start, end, lines in found)
    return RecipeFile(recipes, tuple(variables.items()))


def _code(lines: list[tuple[str, int]], values: Mapping[str, str]) -> tuple[Pieces, ...]:
    stripped = [(line.lstrip(), offset + len(line) - len(line.lstrip())) for line, offset in lines if line.strip()]
    if stripped and stripped[0][0].startswith("#!"):
        if not re.search(r"\b(?:ba|da|z|k)?sh\b", stripped[0][0]):
            return ()
        return (Pieces(piece for line in stripped for piece in (*_expanded(line, values), ("\n", line[1]))),)
    code: list[Pieces] = []
    while stripped:
        line, offset = stripped.pop(0)
        marks = _MARKS.match(line)
        cut = marks.end() if marks else 0
        pieces = [*_expanded((line[cut:], offset + cut), values)]
        while line.endswith("\\") and stripped:
            pieces.append(("\n", offset + len(line)))
            line, offset = stripped.pop(0)
            pieces += _expanded((line, offset), values)
        code.append(Pieces(pieces))
    return tuple(code)


def _expanded(line: tuple[str, int], values: Mapping[str, str]) -> Iterator[Piece]:
    text, source = line
    position = 0
    for match in _INTERPOLATION.finditer(text):
        yield text[position : match.start()], source + position
        yield values.get(match[1], f"${{{match[1]}}}"), source + match.start(), len(match.group())
        position = match.end()
    yield text[position:], source + position
