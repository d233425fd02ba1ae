"""Giving a service of a compose file a line more: text in, bytes out, everything else as it was."""

from __future__ import annotations

from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.syntax.yaml import YamlMap, YamlScalar, document

# The variables themselves win over the file: it stands above them.
_ENVIRONMENT = "environment"


def add_env_file(file: TextFile, service: str, path: str) -> ReplaceSpan:
    """Add ``env_file: path`` to a service, above its ``environment:`` or below its first entry.

    Raises ``FixUnavailable`` where the service is not written in block style in this very place.
    """
    _, keys = _block(file, service)
    return _insert(file, keys, [f"env_file: {path}"])


def add_variable(file: TextFile, service: str, name: str, value: str) -> ReplaceSpan:
    """Add a variable to a service's ``environment:``, which is made where there is none.

    Raises ``FixUnavailable`` as ``add_env_file`` does.
    """
    node, keys = _block(file, service)
    given = node.value(_ENVIRONMENT)
    if given is None:
        return _insert(file, keys, [f"{_ENVIRONMENT}:", f"  {name}: {value}"])
    first = file.content[given.start : given.start + 1]
    starts = [key.start for key, _ in given.items()] if isinstance(given, YamlMap) else []
    starts += [item.start for item in given.elements()]
    if first in ("{", "[") or not starts or not node.start <= starts[0] < node.end:
        raise _unavailable(file, service)
    # In front of the first one, whose own dash and indent stay where they are.
    line = f"{name}: {value}" if isinstance(given, YamlMap) else f"{name}={value}"
    start = starts[0]
    before = file.content[file.content.rfind("\n", 0, start) + 1 : start]
    at = file.byte_offset(start)
    assert isinstance(file.path, ProjectPath)
    return ReplaceSpan(file.path, file.digest, at, at, file.encode(f"{line}{file.newline}{before}"))


def _block(file: TextFile, service: str) -> tuple[YamlMap, list[YamlScalar]]:
    node = document(file).get("services", service)
    keys = [key for key, _ in node.items() if node.start <= key.start < node.end] if isinstance(node, YamlMap) else []
    if not isinstance(node, YamlMap) or not keys or file.content[node.start : node.start + 1] == "{":
        raise _unavailable(file, service)
    return node, keys


def _unavailable(file: TextFile, service: str) -> FixUnavailable:
    return FixUnavailable(msg("{service} in {path} takes no further line.", service=service, path=file.path))


def _insert(file: TextFile, keys: list[YamlScalar], new: list[str]) -> ReplaceSpan:
    """Insert lines above ``environment:``, else above the second entry, else below the only one."""
    assert isinstance(file.path, ProjectPath)
    lines = file.content.splitlines(keepends=True)
    row = next((key.span.line - 1 for key in keys if key.text == _ENVIRONMENT), None)
    indent = " " * (keys[0].span.column - 1)
    if row is None:
        row = keys[1].span.line - 1 if len(keys) > 1 else _end(lines, keys[0].span.line, indent)
    while lines[row - 1].startswith(f"{indent}#"):
        row -= 1
    before = "" if lines[row - 1].endswith(("\n", "\r")) else file.newline
    at = file.byte_offset(sum(len(line) for line in lines[:row]))
    text = before + "".join(f"{indent}{line}{file.newline}" for line in new)
    return ReplaceSpan(file.path, file.digest, at, at, file.encode(text))


def _end(lines: list[str], row: int, indent: str) -> int:
    """The line behind an entry's value: what is indented deeper belongs to it."""
    while row < len(lines) and lines[row].startswith((f"{indent} ", f"{indent}\t", f"{indent}-")):
        row += 1
    return row
