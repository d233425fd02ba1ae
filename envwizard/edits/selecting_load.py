"""Edits that make an environment's own env file take effect: in the source that loads, or in a unit."""

from __future__ import annotations

import re

from envwizard.edits.python_paths import folder_expression
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile
from envwizard.syntax.ini import Dialect, parse_ini

# ``load_dotenv()`` on a line of its own; an override would let what is loaded later win.
_PLAIN = re.compile(
    r"(?P<indent>[ \t]*)(?P<call>(?:\w+\.)*load_dotenv)\((?![^\n]*override)[^\n]*\)[ \t]*(?:#[^\n]*)?\r?"
)
_BESIDE = ("EnvironmentFile", "Environment", "WorkingDirectory")


def load_before(
    file: TextFile, load: Span, folder: ProjectPath, name: tuple[str, str], variable: str, fallback: str
) -> tuple[ReplaceSpan, ...]:
    """Load the file of the environment that ``variable`` names above the load that is there.

    What is loaded first wins, so the file that was loaded so far fills in the rest. ``name`` is the file's name before
    and behind the environment. Raises ``FixUnavailable`` where the load is no plain statement.
    """
    assert isinstance(file.path, ProjectPath)
    raw = file.raw
    start = raw.rfind(b"\n", 0, load.start) + 1
    end = raw.find(b"\n", load.start)
    line = raw[start : len(raw) if end < 0 else end].decode(file.encoding or "utf-8")
    plain = _PLAIN.fullmatch(line)
    if plain is None:
        raise FixUnavailable(msg("{path} loads its env file in a way of its own.", path=file.path))
    here, getenv, imports = folder_expression(file, load, folder)
    known = raw[:start] + b"".join(edit.new for edit in imports if edit.start <= start)
    words = (re.split(r"\W", text, maxsplit=1)[0].encode() for text in (here, getenv))
    if any(re.search(rb"\b%s\b" % word, known) is None for word in words):
        raise FixUnavailable(msg("{path} imports what the load would need only below it.", path=file.path))
    quote = "'" if "'" in name[0] + name[1] else '"'
    inner = "'" if quote == '"' else '"'
    text = f"{quote}{name[0]}{{{getenv}({inner}{variable}{inner}, {inner}{fallback}{inner})}}{name[1]}{quote}"
    lines = (
        "# The environment's own file comes first: what it sets, the one below leaves alone.",
        f"{plain['call']}({here} / f{text})",
    )
    new = "".join(plain["indent"] + one + file.newline for one in lines)
    return (*imports, ReplaceSpan(file.path, file.digest, start, start, file.encode(new)))


def give_path(file: TextFile, call: Span, target: ProjectPath) -> tuple[ReplaceSpan, ...]:
    """Give a call that names no env file (``load_dotenv()``) the path of one, built from the source's place.

    Raises ``FixUnavailable`` where what the path needs is imported only below the call.
    """
    assert isinstance(file.path, ProjectPath)
    here, _, imports = folder_expression(file, call, target.parent, getenv=False)
    start = file.raw.find(b"(", call.start, call.end) + 1
    known = file.raw[: call.start] + b"".join(edit.new for edit in imports if edit.start <= start)
    if re.search(rb"\b%s\b" % re.split(r"\W", here, maxsplit=1)[0].encode(), known) is None:
        raise FixUnavailable(msg("{path} imports what the load would need only below it.", path=file.path))
    rest = file.raw[start : call.end].strip()
    text = f'{here} / "{target.name}"' + ("" if rest == b")" else ", ")
    return (*imports, ReplaceSpan(file.path, file.digest, start, start, file.encode(text)))


def add_unit_setting(file: TextFile, line: str) -> ReplaceSpan:
    """Add a line to a unit's ``[Service]`` section, behind its environment or its working directory."""
    assert isinstance(file.path, ProjectPath)
    service = parse_ini(file, Dialect.UNIT).section("Service")
    if service is None:
        raise FixUnavailable(msg("{path} has no [Service] section.", path=file.path))
    beside = [entry.location for entry in service.entries if entry.key in _BESIDE]
    place = beside[-1] if beside else service.location
    assert place.span is not None
    end = place.span.end
    while end < len(file.raw) and file.raw[end : end + 1] not in (b"\r", b"\n"):
        end += 1
    return ReplaceSpan(file.path, file.digest, end, end, file.encode(file.newline + line))
