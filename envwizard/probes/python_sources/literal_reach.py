"""Whether a literal may reach a file in a source, told from its bytes: what a source needs to have uses of paths.

Calls are found by the names in ``path_apis``. The literal stands at the start of the argument, or a name that stands
there is given it somewhere in the file. Doubts count as yes: only what has no literal path is to be sorted out. What is
found here is no more than a reason to parse the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from envwizard.probes.python_sources.path_apis import APIS, ENGINES, HOME_METHODS, PARSERS, PATH_NAME, is_path_name

_MAX_ARGUMENTS = 400
_MAX_NAMES = 20
_MAX_CALLS = 4
_MAX_LINES = 4
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_WORD_BYTES = frozenset(bytes((byte,)) for byte in _WORD)
_QUOTES = (b'"', b"'")
# An argument or several, up to a literal outside of all brackets or to the end of the call.
_INNER = rb"""[^(),'"\[\]{}]|\[[^\[\]]{0,80}\]|\((?:[^()]|\((?:[^()]|\([^()]{0,80}\)){0,120}\)){0,240}\)"""
_ARGUMENT = re.compile(rb"(?:" + _INNER + rb"){0,400}")
_VALUE = re.compile(rb"(?:\\\\\r?\n|(?!\n)(?:" + _INNER + rb")){0,400}")
_ARGUMENTS = re.compile(rb"(?:,|" + _INNER + rb"){0,400}")
_SUBSCRIPT = re.compile(rb"([\w.)]*)\[[^\[\]]*\]")
_INNERMOST = re.compile(rb"([A-Za-z_][\w.]*)[ \t]*\(([^()]*)\)")
# A name, but no attribute other than ``parent``, and no keyword.
_NAME = re.compile(rb"(?<![\w.])[A-Za-z_]\w*(?![\w(]|\.(?!parent)|[ \t]*=[^=])")
# The first name of a constant, which may stand in another module or in a class there.
_CONSTANT = re.compile(rb"(?<![\w.])(?:([A-Z_][A-Z0-9_]+)|([A-Za-z_]\w*)(?:\.\w+)?\.[A-Z][A-Z0-9_]+)(?![\w(.])")
_PREFIX = b"rRuUfFbB"
_SPLICED = re.compile(rb"""[ \t]*(\w+)[ \t]*[}!:]|[^}]*["']""")
# A literal that begins like an absolute path, is the current directory, or begins with a name that is spliced in; the
# engine of a SQLite database; a source that may be run by hand. All of that in one pass, for speed.
_LITERAL = re.compile(
    rb'"(?:/[\w{]|\./?"|\{(?P<spliced>\w+)\}|[A-Za-z]:[/\\]|\\\\[^\\"\n]+\\|\\\\\\\\[^\\"\n]+\\'
    rb'|(?P<engine>django[\w.]*\.sqlite3"|sqlite(?:\+\w+)?://[^:"]|DIRS"[ \t]*:[ \t]*\[\s*"/)|(?P<main>__main__"))'
)
# A relative path: of a source that is run by hand a rule speaks where nothing opens it, too.
_RELATIVE = re.compile(rb'"(?:[\w{}.%-]+/|[\w{}. -]+\.[A-Za-z]\w{0,6}")')
# An absolute path that is the whole value, names no file and is no place where people put things: no rule speaks of it.
_PLAIN_ROUTE = re.compile(
    rb'"/(?!home/|Users/|var/|opt/|srv/|mnt/|root/|usr/|Volumes/|scratch/|nfs/|workspace/|export/|media/)'
    rb'[^"\n.\\]*"[ \t]*(?:#[^\n]*)?(?:\n|$)'
)
# What `homes` in path_uses looks for.
_HOME_GIVEN = re.compile(
    rb"""\b(?:"""
    + b"|".join(sorted(name.encode() for name in HOME_METHODS))
    + rb""")\(\s*[rRfF]?["'](?:/home/|/Users/|[A-Za-z]:[/\\]+Users[/\\])"""
)
# A relative folder of what users hand in, given to a setting or to ``.save()``.
_UPLOADS = re.compile(
    rb"""(?i:upload|media)[\w"'\]]*[ \t]*(?::[^=\n]*)?=(?!=)[^=\n]{0,60}["'](?![/'"])"""
    rb"""|\.save\([^)\n]*(?i:upload|media|avatar|attach)"""
)
# Who takes in what users hand in: a request of a web framework, a message to a bot.
_WEB_MODULES = frozenset(
    b"flask quart fastapi starlette django rest_framework sanic bottle aiohttp tornado werkzeug litestar aiogram "
    b"telebot telegram PIL".split()
)
_HOMES = (b'"/home/', b'"/Users/')
# Behind a name: that something is given to it, in a loop one thing after the other.
_GIVES = re.compile(rb"[ \t]*(?::[^=\n]*)?=(?!=)[ \t]*\(?[ \t\n]*|[ \t]+in[ \t]+(?=[\[(\w])\(?")
# A relative default of a variable: where configuration is read, it may be the path of that.
_DEFAULT = re.compile(rb"""(?:getenv|environ\.get)\(\s*["'][^"'\n]*["'],\s*["'][^"'\n/:]*[/.]""")
# The name that a line gives something to.
_TARGET = re.compile(rb"[ \t]*[\w.\[\]\"]*?(\w+)[\"\]]{0,2}[ \t]*(?::[^=\n]*)?=(?!=)")
# Expressions that come to a path, whatever is done with it then.
_PATHS = {
    b"pathlib": (b"Path(", b".cwd(", b"Path as "),
    b"anyio": (b"Path(",),
    b"os": (b"getcwd", b"curdir", b"abspath(", b"realpath("),
}
# Calls whose arguments may come to a path; of all others nothing is known.
_OWNERS = (b"", b"os", b"os.path", b"path", b"pathlib", b"pl")
_KEPT = frozenset(
    b"join Path PurePath PosixPath WindowsPath PurePosixPath str fspath abspath realpath normpath expandvars dirname "
    b"expanduser joinpath with_name with_suffix resolve absolute as_posix strip open".split()
)


def _sites() -> dict[bytes, set[bytes]]:
    """By module the texts that show a use of its file APIs; ``b""`` is for the builtin ones."""
    found: dict[bytes, set[bytes]] = {name: set(sites) for name, sites in _PATHS.items()}
    for dotted, api in APIS.items():
        first, dot, _ = dotted.partition(".")
        site = f"{dotted.rpartition('.')[2]}("
        if first == "sys":
            site = f"path.{site}"
        elif first == "subprocess":
            site = f"{api.keyword}="
        found.setdefault(first.encode() if dot else b"", set()).add(site.encode())
    for dotted in ENGINES:
        found.setdefault(dotted.partition(".")[0].encode(), set()).add(f"{dotted.rpartition('.')[2]}(".encode())
    return found


def _endings(sites: set[bytes]) -> set[bytes]:
    """The texts that others end with: ``FileHandler(`` is found wherever ``RotatingFileHandler(`` stands."""
    return {one for one in sites if any(one != other and other.endswith(one) for other in sites)}


_ALL_SITES = _sites()
_ENDINGS = frozenset((b"Path(", *(one for sites in _ALL_SITES.values() for one in _endings(sites))))
_TAIL = 7


def _by_tail(sites: set[bytes]) -> tuple[tuple[bytes, tuple[bytes, ...]], ...]:
    """Put sites that end alike together: where no such end is in a file none of them need be looked for.

    Almost all that is imported is ``logging``, whose ``basicConfig(`` and ``fileConfig(`` are looked for in one go.
    """
    wanted = sorted(one for one in sites if not any(one != other and one.endswith(other) for other in sites))
    return tuple((tail, tuple(group)) for tail, group in groupby(sorted(wanted, key=_tail), _tail))


def _tail(site: bytes) -> bytes:
    return site[-_TAIL:]


_SITES = {module: _by_tail(sites) for module, sites in _ALL_SITES.items()}
_MODULES = frozenset(_SITES) - {b""}
_PARSER_MODULES = frozenset(name.partition(".")[0].encode() for name in PARSERS)
# The path is the first argument, except with these.
_ANY_ARGUMENT = frozenset(
    f"{dotted.rpartition('.')[2]}(".encode() for dotted, api in APIS.items() if api.position != 0
) | {b"path.insert(", b"init(", b"register_tortoise(", b"RegisterTortoise("}


def names_paths(data: bytes, names: set[bytes], by_hand: bool) -> bool:
    """Tell whether a literal may reach a file API, or a setting that holds a path.

    ``names`` are what is imported; ``by_hand`` tells a source that somebody runs by hand.
    """
    if _is_used(data, _SITES[b""], None) or any(_is_used(data, _SITES[module], names) for module in _MODULES & names):
        return True
    if not _PARSER_MODULES.isdisjoint(names) and (b"__file__" in data or _has_default(data)):
        return True
    return _stores(data, by_hand) or _gives_home(data) or _keeps_uploads(data, names)


def _keeps_uploads(data: bytes, names: set[bytes]) -> bool:
    """Tell whether a setting may hold a folder for uploads, or a web application may write into one."""
    told = b"UPLOAD" in data or b"MEDIA" in data
    if not told and not _WEB_MODULES.isdisjoint(names):
        told = b"pload" in data or b".save(" in data
    return told and _UPLOADS.search(data) is not None


def _gives_home(data: bytes) -> bool:
    return (b"/home/" in data or b"Users" in data) and _HOME_GIVEN.search(data) is not None


def _is_used(data: bytes, groups: Iterable[tuple[bytes, tuple[bytes, ...]]], names: set[bytes] | None) -> bool:
    for tail, sites in groups:
        if tail in data and any(site in data and _is_reached(data, site, names) for site in sites):
            return True
    return False


def _has_default(data: bytes) -> bool:
    return (b"environ.get(" in data or b"getenv(" in data) and _DEFAULT.search(data) is not None


def _is_reached(data: bytes, site: bytes, names: set[bytes] | None) -> bool:
    """Tell whether a literal may be the argument of any of these calls, which start with one of ``names``."""
    if site[-1:] not in (b"(", b"="):
        return True
    pattern = _ARGUMENTS if site in _ANY_ARGUMENT else _ARGUMENT
    seen: set[bytes] = set()
    start = data.find(site)
    while start >= 0:
        end = start + len(site)
        if _is_call(data, start, site, names) and _reaches(data, end, pattern, seen):
            return True
        start = data.find(site, end)
    return False


def _is_call(data: bytes, start: int, site: bytes, names: set[bytes] | None) -> bool:
    """Tell whether the name that a call starts with is one of ``names``; without them it must be a plain name."""
    before = data[start - 1] if start else 0
    if before in _WORD:
        # ``PosixPath(``, ``RotatingFileHandler(``
        return names is not None and site in _ENDINGS
    if before != ord("."):
        return True
    if names is None:
        return False
    if site == b"read(":
        return True
    while start and (data[start - 1] in _WORD or data[start - 1] == ord(".")):
        start -= 1
    # What a call gives, as in ``Path(..).open(``, has its own place.
    first = data[start : start + 60].partition(b".")[0]
    return not first or first in names


def _reaches(data: bytes, start: int, pattern: re.Pattern[bytes], seen: set[bytes]) -> bool:
    """Tell whether the expression at a place may begin with a literal."""
    piece = data[start : start + _MAX_ARGUMENTS]
    match = pattern.match(piece)
    assert match is not None
    text, end = match.group(), match.end()
    stop = piece[end : end + 1]
    if not text.strip() and stop not in _QUOTES:
        # A table of paths; no argument is the current directory, for a Path.
        return stop in (b"[", b"{") or (stop == b")" and data[:start].endswith(b"Path("))
    if stop in _QUOTES and _starts_path(data, text, piece[end:], seen):
        return True
    text = _known(text)
    inner = min((at for quote in _QUOTES if (at := text.find(quote)) >= 0), default=-1)
    if inner >= 0:
        if _starts_path(data, text[:inner], text[inner:], seen):
            return True
        text = text[:inner]
    return any(_is_given(data, name, seen) for name in _NAME.findall(text)) or _takes_constant(data, text)


def _takes_constant(data: bytes, text: bytes) -> bool:
    """Tell whether an expression begins with a constant of another module: ``settings.DATA_FILE``, ``DB_PATH``."""
    for match in _CONSTANT.finditer(text):
        name = match.group(1) or match.group(2)
        if next(_given(data, name), None) is None and name != b"self":
            return True
    return False


def _starts_path(data: bytes, before: bytes, literal: bytes, seen: set[bytes]) -> bool:
    """Tell whether a path may begin with a literal: what is only added to something else follows an operator."""
    head = before.rstrip(_PREFIX)
    prefix = b"" if head[-1:] in _WORD_BYTES else before[len(head) :]
    before = before[: len(before) - len(prefix)]
    if before.rstrip()[-1:] in (b"/", b"+", b"%"):
        return literal[1:2] == b"/" and before.rstrip()[-1:] == b"/"
    return not (prefix[-1:] in (b"f", b"F") and _is_unknown_splice(data, literal, seen))


def _is_unknown_splice(data: bytes, literal: bytes, seen: set[bytes]) -> bool:
    """Tell whether an f-string begins with something that no literal is known for."""
    inner = 3 if literal[:3] in (b'"""', b"'''") else 1
    if literal[inner : inner + 1] != b"{" or literal[inner + 1 : inner + 2] == b"{":
        return False
    match = _SPLICED.match(literal, inner + 1)
    if match is None:
        return True
    return match.group(1) is not None and not _is_given(data, match.group(1), seen)


def _known(text: bytes) -> bytes:
    """Leave out what is known to come to no path: what unknown calls give, and elements of what is not in the file."""
    text = _SUBSCRIPT.sub(_element, text)
    for _ in range(_MAX_CALLS):
        shorter = _INNERMOST.sub(_result, text)
        if shorter == text:
            break
        text = shorter
    return text


def _element(match: re.Match[bytes]) -> bytes:
    owner = match.group(1)
    return b"0" if b"." in owner or b")" in owner else owner


def _result(match: re.Match[bytes]) -> bytes:
    """Put the first argument in the place of a call that makes a path of it; a method gives what it is called on."""
    owner, _, last = match.group(1).rpartition(b".")
    if last not in _KEPT:
        return b"0"
    return match.group(2).partition(b",")[0] if owner in _OWNERS else owner


def _is_given(data: bytes, name: bytes, seen: set[bytes]) -> bool:
    """Tell whether a name is given a literal somewhere."""
    if name in seen:
        return False
    seen.add(name)
    if len(seen) > _MAX_NAMES:
        return True
    # In brackets an expression goes on in the next line.
    given = (
        (start, _ARGUMENT if b"(" in data[start - 20 : start].rpartition(b"=")[2] else _VALUE)
        for start in _given(data, name)
    )
    return any(_reaches(data, start, pattern, seen) for start, pattern in given)


def _given(data: bytes, name: bytes) -> Iterator[int]:
    """Give the places of what is assigned to a name."""
    for start in _places(data, name):
        match = _GIVES.match(data, start + len(name))
        if match is not None:
            yield match.end()


def _places(data: bytes, name: bytes) -> Iterator[int]:
    """Give the places where a name stands that is no part of a longer one."""
    start = data.find(name)
    while start >= 0:
        end = start + len(name)
        before, behind = data[start - 1] if start else 0, data[end] if end < len(data) else 0
        if before not in _WORD and before != ord(".") and behind not in _WORD:
            yield start
        start = data.find(name, end)


def _stores(data: bytes, by_hand: bool) -> bool:
    """Tell whether a literal that may be a path is given to a name that may hold one, or follows such a name."""
    plain = data.replace(b"'", b'"')
    relative = by_hand
    spliced: set[bytes] = set()
    for match in _LITERAL.finditer(plain):
        kind = match.lastgroup
        if kind is None:
            if not _PLAIN_ROUTE.match(plain, match.start()) and _is_stored(plain, match.start()):
                return True
        elif kind == "main":
            relative = True
        elif kind == "engine":
            return True
        elif (name := match.group(1)) not in spliced:
            spliced.add(name)
            if PATH_NAME.fullmatch(name.decode("ascii", "replace")) and _is_given(plain, name, set()):
                return True
    return relative and any(_is_stored(plain, match.start()) for match in _RELATIVE.finditer(plain))


def _is_stored(data: bytes, place: int) -> bool:
    """Tell whether the literal at a place is given to a name that says so, or to one that is used for such a name."""
    target = _target(data, place)
    if target is None:
        return False
    if data.startswith(_HOMES, place) or _says_path(target):
        return True
    others = (_target(data, start) for start in _places(data, target))
    return any(other is not None and _says_path(other) for other in others)


def _says_path(name: bytes) -> bool:
    return is_path_name(name.decode("ascii", "replace"))


def _target(data: bytes, place: int) -> bytes | None:
    """Give the name that the statement at a place is an assignment to."""
    end = place
    for _ in range(_MAX_LINES):
        start = data.rfind(b"\n", 0, end) + 1
        match = _TARGET.match(data, start, place)
        if match is not None:
            return match.group(1)
        # A line that ends with a bracket or a comma goes on in the next one.
        if start < 2 or data[start - 2 : start - 1] not in b"([{,\\+":
            return None
        end = start - 1
    return None
