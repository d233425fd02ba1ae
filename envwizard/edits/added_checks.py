"""Adding a check to files that run checks: a step in a GitHub workflow, a hook in a pre-commit configuration."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import Any

from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile

_ITEM = re.compile(r"([ \t]*)-[ \t]")
# What stands before a command: nothing, or the mark of its item and the key of CircleCI's and Azure's steps.
_COMMAND = re.compile(r"[ \t]*(?:-[ \t]+(?:(?:run|script|bash):[ \t]+)?)?")
_REPOS = re.compile(r"repos:[ \t]*(?:#.*)?$", re.MULTILINE)


def step_above(file: TextFile, line: int, name: str, command: str) -> ReplaceSpan:
    """Add a step above the one that the line (from 1) belongs to.

    Raises ``FixUnavailable`` where the steps are not written as a list in block style.
    """
    lines = file.content.splitlines(keepends=True)
    row = line - 1
    indent = _indent(lines[row])
    while row >= 0:
        mark = _ITEM.match(lines[row])
        if mark is not None and (row == line - 1 or len(mark.group(1)) < indent):
            break
        row -= 1
    if row < 0:
        raise FixUnavailable(msg("The steps in {path} are not written as a list.", path=file.path))
    blank = lines[row][: len(lines[row]) - len(lines[row].lstrip())]
    text = f"{blank}- name: {name}\n{blank}  run: {command}\n"
    return _inserted(file, sum(map(len, lines[:row])), text, name)


def command_above(file: TextFile, line: int, command: str) -> ReplaceSpan:
    """Add a command above the one in the line (from 1): another item of its list, or another line of its script.

    Raises ``FixUnavailable`` where the commands are written in another way.
    """
    lines = file.content.splitlines(keepends=True)
    item = _COMMAND.match(lines[line - 1])
    assert item is not None and isinstance(file.path, ProjectPath)
    at = sum(map(len, lines[: line - 1]))
    text = f"{item.group()}{command}\n"
    before, after = _commands(file.content), _commands(file.content[:at] + text + file.content[at:])
    if before is None or after is None or after != before + Counter((command,)):
        raise FixUnavailable(msg("The commands in {path} are not written one below the other.", path=file.path))
    offset = file.byte_offset(at)
    return ReplaceSpan(file.path, file.digest, offset, offset, file.encode(text.replace("\n", file.newline)))


def _commands(text: str) -> Counter[str] | None:
    """Count the lines of all texts in a document; ``None`` where it cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        # It knows what a tag of the service's own is (``!reference``), too.
        tree = YAML(typ="rt", pure=True).load(io.StringIO(text))
    except YAMLError:
        return None
    found: Counter[str] = Counter()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for one in node:
                walk(one)
        else:
            found.update(str(node).splitlines())

    walk(tree)
    return found


def hook_below(file: TextFile, lines: tuple[str, ...], name: str) -> ReplaceSpan:
    """Add an entry at the end of the ``repos`` of a pre-commit configuration; ``lines`` begin with ``- repo:``.

    Raises ``FixUnavailable`` where it is not a list in block style.
    """
    text = file.content
    repos = _REPOS.search(text)
    items = [_ITEM.match(line) for line in text[repos.end() :].splitlines()] if repos else []
    first = next((item for item in items if item is not None), None)
    if first is None:
        raise FixUnavailable(msg("The hooks in {path} are not written as a list.", path=file.path))
    assert repos is not None
    at = _end_of_block(text, repos.end())
    gap = "" if text[:at].endswith("\n") else "\n"
    return _inserted(file, at, gap + "".join(f"{first.group(1)}{line}\n" for line in lines), name)


def _end_of_block(text: str, start: int) -> int:
    """Find where the list below a key of the document ends: behind its last line that says anything."""
    end = at = text.find("\n", start) + 1 or len(text)
    for line in text[at:].splitlines(keepends=True):
        at += len(line)
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] not in " \t-":
            break
        end = at
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _inserted(file: TextFile, at: int, text: str, name: str) -> ReplaceSpan:
    """Insert, and prove it: the file says the same as before, and one thing more."""
    assert isinstance(file.path, ProjectPath)
    after = file.content[:at] + text + file.content[at:]
    before_names, after_names = _names(file.content), _names(after)
    if (
        after_names is None
        or before_names is None
        or len(after_names) != len(before_names) + 1
        or name not in after_names
    ):
        raise FixUnavailable(msg("The check cannot be added to {path}.", path=file.path))
    offset = file.byte_offset(at)
    new = text.replace("\n", file.newline)
    return ReplaceSpan(file.path, file.digest, offset, offset, file.encode(new))


def _names(text: str) -> list[str] | None:
    """Give the names of all steps and hooks of a document, unnamed ones too; ``None`` where it cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        tree = YAML(typ="safe", pure=True).load(io.StringIO(text))
    except YAMLError:
        return None
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key in ("steps", "hooks") and isinstance(value, list):
                    found.extend(str(one.get("name")) if isinstance(one, dict) else "" for one in value)
                walk(value)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(tree)
    return found
