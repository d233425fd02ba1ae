"""Python versions in workflows: written out, named by an image, or taken from a matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from envwizard.model.source import Location
from envwizard.syntax.yaml import YamlList, YamlMap, YamlNode, YamlScalar

# A version and where it is written.
Version = tuple[str, Location]
# The values that a matrix gives a name.
Matrix = Mapping[str, Sequence[YamlScalar]]

_VERSION = re.compile(r"[^\s,'\"\[\]]*\d[^\s,'\"\[\]]*")
_IMAGE = re.compile(r"(?:.*/)?python:(\d+(?:\.\d+)*)\b.*")


def location_of(scalar: YamlScalar, start: int = 0, end: int | None = None) -> Location:
    """The place of a piece of a scalar's text."""
    return Location(scalar.file.path, scalar.span_of(start, len(scalar.text) if end is None else end))


def matrix_of(node: YamlNode | None) -> dict[str, list[YamlScalar]]:
    """Collect the values of a matrix by name; those of maps by ``name.key``, those under ``include`` by their key."""
    found: dict[str, list[YamlScalar]] = {}
    for key, value in node.items() if node else ():
        prefix = "" if key.text == "include" else f"{key.text}."
        if key.text == "exclude":
            continue
        for one in value.elements() or (value,):
            if isinstance(one, YamlScalar) and not one.is_null:
                found.setdefault(key.text, []).append(one)
            for inner, scalar in one.items() if isinstance(one, YamlMap) else ():
                if isinstance(scalar, YamlScalar) and not scalar.is_null:
                    found.setdefault(prefix + inner.text, []).append(scalar)
    return found


def versions(node: YamlNode | None, matrix: Matrix, expression: re.Pattern[str]) -> Iterator[Version]:
    """Read versions out of a scalar (one or several, on lines or between commas) or a list of scalars.

    ``expression`` finds a reference to the matrix (its first group is the name); such a reference is spread out.
    """
    if isinstance(node, YamlList):
        for element in node.nodes:
            yield from versions(element, matrix, expression)
    elif isinstance(node, YamlScalar) and not node.is_null:
        reference = expression.search(node.text)
        if reference:
            for value in matrix.get(reference[1], ()):
                text = node.text[: reference.start()] + value.text + node.text[reference.end() :]
                if _VERSION.fullmatch(text.strip()):
                    yield text.strip(), location_of(value)
        elif "$" not in node.text:
            for match in _VERSION.finditer(node.text):
                yield match.group(), location_of(node, *match.span())


def image_versions(node: YamlNode | None, matrix: Matrix, expression: re.Pattern[str]) -> Iterator[Version]:
    """Read the version out of a Python image (``python:3.12-slim``), given as text or under ``image`` or ``name``."""
    if isinstance(node, YamlMap):
        node = node.scalar("image") or node.scalar("name")
    if not isinstance(node, YamlScalar):
        return
    reference = expression.search(node.text)
    values = matrix.get(reference[1], ()) if reference else (node,)
    for value in values:
        text = value.text
        if reference:
            text = node.text[: reference.start()] + text + node.text[reference.end() :]
        match = _IMAGE.fullmatch(text)
        if match:
            yield match[1], location_of(value) if reference else location_of(node, *match.span(1))
