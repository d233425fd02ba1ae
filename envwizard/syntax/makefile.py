"""The Makefile format as GNU make reads it (its manual, version 4.4): rules, their recipes and the variables.

Nothing is evaluated but plain variables: conditionals count as if all their lines were read, functions stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from envwizard.syntax.pieces import Piece, Pieces

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ASSIGNMENT = re.compile(
    r"[ ]*(?:(?:export|override|unexport|private)[ \t]+)*([^\s:#=?+!]+)[ \t]*(:{0,3}=|\?=|\+=|!=)[ \t]*(.*)", re.DOTALL
)
_DEFINE = re.compile(r"[ ]*(?:override[ \t]+|export[ \t]+)?define\b")
_ENDEF = re.compile(r"[ \t]*endef\b")
_NO_RULE = re.compile(
    r"[ ]*(?:ifn?(?:eq|def)|else|endif|-?include|sinclude|vpath|export|unexport|load|undefine)(?:[ \t(]|$)"
)
_RULE = re.compile(
    r"[ ]*(?P<targets>(?:\$\([^)]*\)|\$\{[^}]*\}|[^:#=\t$]|\$[^({])+?)[ \t]*&?::?(?!=)(?P<rest>.*)", re.DOTALL
)
_TARGET_VARIABLE = re.compile(r"[ \t]*[\w.-]+[ \t]*(?::{0,3}|\?|\+)=")
_MARKS = re.compile(r"[ \t]*(?:[@+-][ \t]*)*")
_REFERENCE = re.compile(r"\$(?:\$|\((?P<round>[^()\s:]+)\)|\{(?P<curly>[^{}\s:]+)\}|(?P<other>[({])|(?P<letter>[^\s]))")
_BRACKET = re.compile(r"[(){}]")
_LONGEST_VALUE = 4_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """A target and the lines of its recipe, each a piece of shell code of its own.

    ``start`` and ``end`` are the offsets of the line that names the target.
    """

    name: str
    start: int
    end: int
    lines: tuple[Pieces, ...]
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipeFile:
    """The recipes of a file in order, and its variables as written."""

    recipes: tuple[Recipe, ...]
    variables: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Rule:
    names: list[str]
    start: int
    end: int
    lines: list[list[tuple[str, int]]]
    prerequisites: tuple[str, ...] = ()


def parse(text: str) -> RecipeFile:
    """Read a Makefile.

    In the recipes ``$$`` is a dollar sign; references to variables of the file hold their value, those to others (and
    calls of functions) stand as ``${..}``, which the shell code leaves alone.
    """
    reader = _Reader(text)
    reader.read()
    values = _Values(reader.variables)
    recipes = []
    for rule in reader.rules:
        lines = tuple(Pieces(_expanded(line, values)) for line in rule.lines)
        lines = (Pieces(_joined(rule.lines, values)),) if reader.one_shell and rule.lines else lines
        recipes += [Recipe(name, rule.start, rule.end, lines, rule.prerequisites) for name in rule.names]
    return RecipeFile(tuple(recipes), tuple(reader.variables.items()))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.variables: dict[str, str] = {}
        self.rules: list[_Rule] = []
        self.one_shell = False
        self._prefix = "\t"
        self._lines = _LINE.finditer(text)
        # The end of the line given last, without its newline.
        self._line_end = 0

    def read(self) -> None:
        """Read the whole file."""
        in_rule = in_define = False
        for line, offset in self._physical():
            if in_define:
                in_define = not _ENDEF.match(line)
            elif in_rule and line.startswith(self._prefix):
                self.rules[-1].lines.append(self._recipe_line(line, offset))
            elif not line.strip() or line.lstrip().startswith("#"):
                continue
            else:
                logical, end = self._logical(line.lstrip())
                in_define = _DEFINE.match(logical) is not None
                if not in_define:
                    in_rule = self._statement(logical, offset, end, in_rule)

    def _physical(self) -> Iterator[tuple[str, int]]:
        for match in self._lines:
            line = match.group().rstrip("\r\n")
            self._line_end = match.start() + len(line)
            yield line, match.start()

    def _logical(self, line: str) -> tuple[str, int]:
        """Join a line outside of recipes with those that it goes on in."""
        end = self._line_end
        while _goes_on(line) and (following := next(self._physical(), None)):
            line = line[:-1].rstrip() + " " + following[0].strip()
            end = self._line_end
        return line, end

    def _recipe_line(self, line: str, offset: int) -> list[tuple[str, int]]:
        """Take a recipe line with those that it goes on in, for the shell to join."""
        indent = len(self._prefix)
        marks = _MARKS.match(line, indent)
        first = marks.end() if marks else indent
        pieces = [(line[first:], offset + first)]
        while _goes_on(line) and (following := next(self._physical(), None)):
            pieces.append(("\n", offset + len(line)))
            line, offset = following
            cut = indent if line.startswith(self._prefix) else 0
            pieces.append((line[cut:], offset + cut))
        return pieces

    def _statement(self, line: str, start: int, end: int, in_rule: bool) -> bool:
        """Take an assignment, a rule or a directive; tells whether recipe lines may follow."""
        assignment = _ASSIGNMENT.fullmatch(line)
        if assignment:
            self._assign(assignment[1], assignment[2], _without_comment(assignment[3]))
            return in_rule
        if _NO_RULE.match(line):
            return in_rule
        rule = _RULE.match(_without_comment(line))
        if not rule or _TARGET_VARIABLE.match(rule["rest"]):
            return False
        names = rule["targets"].split()
        self.one_shell = self.one_shell or ".ONESHELL" in names
        names = [name for name in names if not re.fullmatch(r"\.[A-Z_]+", name)]
        needed = (word for word in re.split(r"[;|]", rule["rest"])[0].split() if re.fullmatch(r"[\w./-]+", word))
        found = _Rule(names, start, end, [], tuple(needed))
        self.rules.append(found)
        recipe = line.find(";", rule.start("rest"))
        if recipe >= 0 and "\n" not in self.text[start:end]:
            code = _MARKS.sub("", line[recipe + 1 :], count=1)
            found.lines.append([(code, end - len(code))])
        return True

    def _assign(self, name: str, operator: str, value: str) -> None:
        if name == ".RECIPEPREFIX":
            self._prefix = value[:1] or "\t"
        elif operator == "+=" and name in self.variables:
            self.variables[name] = f"{self.variables[name]} {value}".strip()
        elif operator == "?=":
            self.variables.setdefault(name, value)
        elif operator != "!=":
            self.variables[name] = value


def _goes_on(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _without_comment(line: str) -> str:
    return re.split(r"(?<!\\)#", line, maxsplit=1)[0].strip()


def _joined(lines: list[list[tuple[str, int]]], values: _Values) -> Iterator[Piece]:
    for line in lines:
        yield from _expanded(line, values)
        yield "\n", line[-1][1] + len(line[-1][0])


def _expanded(line: list[tuple[str, int]], values: _Values) -> Iterator[Piece]:
    """Put the values of variables in the place of their names."""
    for text, source in line:
        position = 0
        closings = _closings(text) if "$" in text else {}
        while match := _REFERENCE.search(text, position):
            yield text[position : match.start()], source + position
            end = closings.get(match.end() - 1, match.end()) if match["other"] else match.end()
            if match.group() == "$$":
                value = "$"
            else:
                name = match["round"] or match["curly"] or match["letter"] or text[match.end() : end - 1]
                value = values[name]
            yield value, source + match.start(), end - match.start()
            position = end
        yield text[position:], source + position


class _Values(dict[str, str]):
    """The values of variables with the references in them replaced, each worked out once."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        super().__init__()
        self._variables = {"MAKE": "make", **variables}

    def __missing__(self, name: str) -> str:
        # While it is being worked out, and where it is unknown or grows too long, a variable stands for itself.
        self[name] = f"${{{name}}}"
        if name in self._variables:
            value = _REFERENCE.sub(self._replace, self._variables[name])
            self[name] = value if len(value) <= _LONGEST_VALUE else self[name]
        return self[name]

    def _replace(self, match: re.Match[str]) -> str:
        name = match["round"] or match["curly"] or match["letter"]
        return self[name] if name else match.group().replace("$$", "$")


def _closings(text: str) -> dict[int, int]:
    """For each bracket that is closed, the offset behind the one that closes it."""
    found: dict[int, int] = {}
    opened: dict[str, list[int]] = {")": [], "}": []}
    for match in _BRACKET.finditer(text):
        if match.group() in "({":
            opened[")" if match.group() == "(" else "}"].append(match.start())
        elif opened[match.group()]:
            found[opened[match.group()].pop()] = match.end()
    return found
