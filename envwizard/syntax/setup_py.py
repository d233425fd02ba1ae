"""What a setup.py says in literals: the keyword arguments of its ``setup(..)`` call. Nothing of it is run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from envwizard.model.errors import SyntaxProblem
from envwizard.model.message import msg
from envwizard.model.source import Location, TextFile

_NEWLINE = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Literal:
    """A text of the source and its place, quotes included."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class SetupCall:
    """The keyword arguments of ``setup()``; names assigned once at module level are followed to their values."""

    _arguments: dict[str, ast.expr] = field(repr=False)
    _names: dict[str, ast.expr] = field(repr=False)
    _file: TextFile = field(repr=False)
    _lines: list[int] = field(repr=False)

    def text(self, argument: str) -> Literal | None:
        """Give an argument that is one literal text."""
        value = self._resolved(self._arguments.get(argument))
        return self._literal(value) if value is not None else None

    def texts(self, argument: str) -> tuple[Literal, ...]:
        """Give the literal texts of an argument: those of a list, or the lines of one text."""
        return self._texts(self._arguments.get(argument))

    def tables(self, argument: str) -> tuple[tuple[str, tuple[Literal, ...]], ...]:
        """Give an argument that is a dictionary of lists, by literal key."""
        value = self._resolved(self._arguments.get(argument))
        if not isinstance(value, ast.Dict):
            return ()
        return tuple(
            (key.value, self._texts(item))
            for key, item in zip(value.keys, value.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        )

    def _resolved(self, value: ast.expr | None) -> ast.expr | None:
        for _ in range(8):
            if not isinstance(value, ast.Name):
                break
            value = self._names.get(value.id)
        return value

    def _texts(self, value: ast.expr | None) -> tuple[Literal, ...]:
        value = self._resolved(value)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            return self._texts(value.left) + self._texts(value.right)
        if isinstance(value, ast.List | ast.Tuple | ast.Set):
            found = (self._literal(item) for item in value.elts)
            return tuple(one for one in found if one is not None)
        if isinstance(value, ast.ListComp | ast.GeneratorExp) and len(value.generators) == 1:
            return self._texts(value.generators[0].iter)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            # ``"""Flask\nclick""".splitlines()``
            whole = self._literal(value.func.value) if value.func.attr in ("splitlines", "split") else None
            return tuple(self._lines_of(whole)) if whole is not None else ()
        one = self._literal(value) if value is not None else None
        return (one,) if one is not None and "\n" not in one.text else ()

    def _lines_of(self, whole: Literal) -> Iterator[Literal]:
        """Part a text into its lines without blanks and comments; each has the place of the whole text."""
        for line in whole.text.splitlines():
            bare = line.partition(" #")[0].strip()
            if bare and not bare.startswith("#"):
                yield Literal(bare, whole.location)

    def _literal(self, value: ast.expr) -> Literal | None:
        if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
            return None
        # ``ast`` counts columns in bytes of UTF-8, whatever the file's own encoding is.
        start = self._lines[value.lineno - 1] + value.col_offset
        end = self._lines[(value.end_lineno or value.lineno) - 1] + (value.end_col_offset or 0)
        return Literal(value.value, Location(self._file.path, self._file.utf8_span(start, end)))


def parse(file: TextFile) -> SetupCall | None:
    """Find the call of ``setup``; ``None`` where there is none. Raises ``SyntaxProblem`` where it is no Python."""
    text = file.content
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in the source read, which are not ours to mend
            tree = ast.parse(text)
    except SyntaxError as error:
        raise SyntaxProblem(msg("is no Python that can be read: {reason}", reason=error.msg), error.lineno) from None
    except (ValueError, MemoryError) as error:
        raise SyntaxProblem(msg("is no Python that can be read: {reason}", reason=error)) from None
    names: dict[str, ast.expr] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                names[target.id] = statement.value
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_setup(node.func):
            arguments = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
            data = text.encode("utf-8", "surrogatepass")
            lines = [0, *(match.end() for match in _NEWLINE.finditer(data))]
            return SetupCall(arguments, names, file, lines)
    return None


def _is_setup(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr == "setup" and isinstance(function.value, ast.Name)
    return isinstance(function, ast.Name) and function.id == "setup"
