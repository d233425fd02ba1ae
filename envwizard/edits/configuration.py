"""Writing a setting into the project's configuration of envwizard: one line, and a table where there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from envwizard.model.change import CreateFile, Edit, ReplaceSpan
from envwizard.model.errors import FixUnavailable, SyntaxProblem
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.project.decode import decode
from envwizard.syntax.toml import TomlDocument, parse

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def answers_edit(path: ProjectPath, file: TextFile | None, answers: Mapping[str, str]) -> Edit:
    """Keep several answers at once, in one edit; see ``answer_edit``."""
    now = file
    edits = []
    for question, value in answers.items():
        edits.append(edit := answer_edit(path, now, question, value))
        raw = edit.content if isinstance(edit, CreateFile) else _applied(now, edit)
        text, encoding, bom = decode(raw)
        now = TextFile(path, raw, text, encoding, bom, 0o644)
    if len(edits) == 1:
        return edits[0]
    assert now is not None, "nothing to keep"
    if file is None:
        return CreateFile(path, now.raw)
    old, new = file.raw, now.raw
    start = _shared(old, new)
    behind = _shared(old[start:][::-1], new[start:][::-1])
    return ReplaceSpan(path, file.digest, start, len(old) - behind, new[start : len(new) - behind])


def answer_edit(path: ProjectPath, file: TextFile | None, question: str, value: str) -> Edit:
    """Keep an answer in ``[tool.envwizard.answers]`` of pyproject.toml, or in ``[answers]`` of .envwizard.toml.

    ``file`` is ``None`` where the file is not there yet. Every other byte stays. Raises ``FixUnavailable`` where the
    file is no TOML or has the table in a form that no line can be added to.
    """
    if not question.isprintable():
        raise FixUnavailable(msg("{question} holds characters that TOML cannot hold.", question=question))
    table = ("tool", "envwizard", "answers") if path.name == "pyproject.toml" else ("answers",)
    line = f"{_key(question)} = {_text(value)}"
    header = f"[{'.'.join(table)}]"
    if file is None:
        return CreateFile(path, f"{header}\n{line}\n".encode())
    try:
        document = parse(file)
    except SyntaxProblem as error:
        raise FixUnavailable(msg("{path} {reason}", path=path, reason=error.message)) from None
    edit = _edit(path, document, table, question, value, line, header)
    _prove(file, edit, (*table, question), value)
    return edit


def _edit(
    path: ProjectPath, document: TomlDocument, table: tuple[str, ...], question: str, value: str, line: str, header: str
) -> ReplaceSpan:
    file = document.file
    there = document.span((*table, question))
    if there is not None:
        return ReplaceSpan(path, file.digest, there.start, there.end, file.encode(_text(value)))
    newline = file.newline
    begun = document.offsets(table)
    if begun is not None and file.content[begun[0]] == "{":
        # An inline table: the new pair comes first, so that no comma before it has to be found.
        at = file.byte_offset(begun[0] + 1)
        more = "," if document.get(table, dict) else ""
        return ReplaceSpan(path, file.digest, at, at, file.encode(f" {line}{more}"))
    if begun is not None:
        end = _line_end(file.content, begun[1])
        new = f"{newline}{line}"
        at = file.byte_offset(end)
        return ReplaceSpan(path, file.digest, at, at, file.encode(new))
    at = len(file.raw)
    gap = "" if not file.content else newline if file.content.endswith(("\n", "\r")) else newline * 2
    return ReplaceSpan(path, file.digest, at, at, file.encode(f"{gap}{header}{newline}{line}{newline}"))


def _line_end(text: str, at: int) -> int:
    found = re.compile(r"[\r\n]").search(text, at)
    return found.start() if found else len(text)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (this, that) in pairs if this != that), min(len(one), len(other)))


def _applied(file: TextFile | None, edit: Edit) -> bytes:
    assert file is not None and isinstance(edit, ReplaceSpan)
    return file.raw[: edit.start] + edit.new + file.raw[edit.end :]


def _prove(file: TextFile, edit: ReplaceSpan, place: tuple[str, ...], value: str) -> None:
    """Read the result again: it must say the answer and be what it was in everything else."""
    raw = _applied(file, edit)
    text = raw[len(file.bom) :].decode(file.encoding or "utf-8", "surrogateescape")
    after = TextFile(file.path, raw, text, file.encoding, file.bom, file.mode)
    try:
        if parse(after).get(place, str) == value:
            return
    except SyntaxProblem:
        pass
    raise FixUnavailable(
        msg("{path} has its table in a form that envwizard cannot add to: write {key} = .. there yourself.",
            path=file.path, key=_key(place[-1]))
    )  # fmt: skip


def _key(text: str) -> str:
    return text if _BARE.fullmatch(text) else _text(text)


def _text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are among TOML's (toml.io 1.0, "String"), but DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
