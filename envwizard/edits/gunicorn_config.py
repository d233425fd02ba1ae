"""The text of gunicorn's configuration for one environment, and the count of workers for one that is there already.

What is written is valid on Python 3.10 and later. The count sees the affinity (os.process_cpu_count, Python 3.13;
os.sched_getaffinity before) and the quota of a control group (Linux, Documentation/admin-guide/cgroup-v2, cpu.max).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from envwizard.edits.python_imports import add_imports
from envwizard.edits.splice import splice
from envwizard.edits.valid_source import valid
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location, TextFile
from envwizard.syntax.python import parse

# gunicorn 27.0, Design, "How Many Workers?": 4 to 12 are enough for thousands of requests a second.
MOST_WORKERS = 12
# What most formatters leave as it is.
_WIDTH = 88
_HELPER = '''\
def usable_cpus():
    """Count the processors that may be used: by affinity and by a container's quota."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13 and later
        count = os.process_cpu_count() or 1
    elif hasattr(os, "sched_getaffinity"):  # Linux
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    try:  # cgroup v2: "<quota> <period>", or "max <period>"
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return min(count, max(1, int(quota) // int(period)))
    except (OSError, ValueError):  # no quota
        return count
'''
_IMPORTS = {
    "import os": re.compile(r"^(?:import os(?:\s*,.*)?|import .*,\s*os\s*(?:,.*)?)$", re.MULTILINE),
    "from pathlib import Path": re.compile(r"^from pathlib import .*\bPath\b", re.MULTILINE),
}
_CPUS = re.compile(r"\b(?:(?:multiprocessing|mp|os)\.)?(?:process_)?cpu_count\(\)")
_FALLBACK = re.compile(r"\(\s*usable_cpus\(\)\s+or\s+\d+\s*\)")
_COUNTING_IMPORT = re.compile(r"^(?:import multiprocessing|from (?:multiprocessing|os) import cpu_count)[ \t]*$", re.M)


@dataclass(frozen=True, slots=True)
class Line:
    """A setting with its Python expression, and the reason for it."""

    name: str
    expression: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GunicornConfig:
    """What a configuration says: for which environment, the command that reads it, and its settings in order."""

    environment: str
    command: str
    lines: tuple[Line, ...]


def counted_workers(asgi: bool) -> str:
    """The expression of the count: WEB_CONCURRENCY, else by the processors, capped."""
    count = "usable_cpus() + 1" if asgi else "2 * usable_cpus() + 1"
    return capped(count)


def config_text(config: GunicornConfig) -> str:
    """Write a whole configuration."""
    uses = " ".join(line.expression for line in config.lines)
    parts = [f'"""gunicorn\'s settings for {config.environment}: {config.command}"""\n']
    if "usable_cpus" in uses:
        parts.append(f"\nimport os\nfrom pathlib import Path\n\n\n{_HELPER}\n")
    elif "os." in uses:
        parts.append("\nimport os\n")
    for line in config.lines:
        reason = "\n".join(f"# {each}" for each in textwrap.wrap(line.reason, _WIDTH - 2))
        parts.append(f"\n{reason}\n" if reason else "")
        parts.append(f"{line.name} = {line.expression}\n")
    return "".join(parts)


def add_workers(file: TextFile, expression: str) -> tuple[ReplaceSpan, ...]:
    """Add the count of workers to a configuration that has none: the helper below the imports, the setting at the end.

    Raises ``FixUnavailable`` where the file is none that can be added to.
    """
    _check(file)
    raw = file.raw
    gap = "" if not raw or raw.endswith(b"\n") else "\n"
    reason = "# WEB_CONCURRENCY decides where it is set; else the processors that gunicorn may use.\n"
    text = f"{gap}{reason}workers = {expression}\n".replace("\n", file.newline)
    assert isinstance(file.path, ProjectPath)
    if not file.content.strip():
        whole = f"import os\nfrom pathlib import Path\n\n\n{_HELPER}\n\n".replace("\n", file.newline)
        return (ReplaceSpan(file.path, file.digest, 0, len(raw), file.encode(whole + text)),)
    setting = ReplaceSpan(file.path, file.digest, len(raw), len(raw), file.encode(text))
    return _proved(file, (*_with_helper(file, expression), setting))


def change_workers(file: TextFile, values: Sequence[tuple[Location, str]]) -> tuple[ReplaceSpan, ...]:
    """Put other expressions in the place of those at the locations, and the helper that they need below the imports."""
    _check(file)
    assert isinstance(file.path, ProjectPath)
    settings = []
    for place, expression in values:
        if place.span is None:
            raise FixUnavailable(msg("The value in {path} has no place of its own.", path=file.path))
        new = file.encode(expression)
        settings.append(ReplaceSpan(file.path, file.digest, place.span.start, place.span.end, new))
    uses = " ".join(expression for _, expression in values)
    return _proved(file, (*_with_helper(file, uses), *settings))


def usable(expression: str) -> str:
    """Count the processors that may be used where an expression counts those of the machine."""
    return _FALLBACK.sub("usable_cpus()", _CPUS.sub("usable_cpus()", expression))


def capped(expression: str) -> str:
    """Let WEB_CONCURRENCY say the number of workers first, and limit the computed one."""
    return f'int(os.environ.get("WEB_CONCURRENCY") or min({expression}, {MOST_WORKERS}))'


def _check(file: TextFile) -> None:
    if "usable_cpus" in file.content or parse(file).has_errors:
        raise FixUnavailable(msg("{path} cannot be changed without changing more.", path=file.path))


def _with_helper(file: TextFile, expression: str) -> tuple[ReplaceSpan, ...]:
    """The imports that are missing and the helper, in front of the first statement that is no import."""
    assert isinstance(file.path, ProjectPath)
    needed = ("import os", "from pathlib import Path") if "usable_cpus" in expression else ("import os",)
    missing = [line for line in needed if not _IMPORTS[line].search(file.content)]
    tree = parse(file)
    edits = add_imports(tree, missing)
    if "usable_cpus" not in expression:
        return edits
    first = next(
        (
            node
            for index, node in enumerate(tree.top_level())
            if not node.type.startswith(("import_", "future_import"))
            and not (index == 0 and tree.text(node).startswith(('"', "'")))
        ),
        None,
    )
    if first is None:
        raise FixUnavailable(msg("{path} cannot be changed without changing more.", path=file.path))
    # The comment right above a statement belongs to it.
    lines = file.content.encode()[: first.start_byte].decode().splitlines(keepends=True)
    while lines and lines[-1].startswith("#") and not lines[-1].startswith("#!"):
        lines.pop()
    offset = len("".join(lines).encode())
    has_imports = bool(re.search(r"^(?:import|from) ", "".join(lines), re.MULTILINE))
    blank = "" if not lines or lines[-1].isspace() or (edits and not has_imports) else "\n"
    text = f"{blank}{chr(10) if has_imports or lines else ''}{_HELPER}\n\n".replace("\n", file.newline)
    place = file.utf8_span(offset, offset).start
    if edits and edits[-1].start == place:
        # Nothing but the imports stands in front of it.
        last = edits[-1]
        joined = last.new.rstrip(b"\r\n") + file.encode(f"\n\n\n{_HELPER}\n\n".replace("\n", file.newline))
        return (*edits[:-1], replace(last, new=joined))
    return (*edits, ReplaceSpan(file.path, file.digest, place, place, file.encode(text)))


def _proved(file: TextFile, edits: tuple[ReplaceSpan, ...]) -> tuple[ReplaceSpan, ...]:
    """Read the result again, and drop an import that only the old count used."""
    assert isinstance(file.path, ProjectPath)
    content = splice(file.path, file.raw, edits).decode(file.encoding or "utf-8")
    unused = []
    for match in _COUNTING_IMPORT.finditer(file.content):
        name = match.group().split()[-1]
        if len(re.findall(rf"\b{name}\b", _without_helper(content))) == 1:
            raw = file.raw
            start = raw.index(file.encode(match.group()))
            end = raw.find(b"\n", start) + 1
            unused.append(ReplaceSpan(file.path, file.digest, start, end, b""))
    return valid(file, (*edits, *unused))


def _without_helper(content: str) -> str:
    return content.replace(_HELPER, "").replace(_HELPER.replace("\n", "\r\n"), "")
