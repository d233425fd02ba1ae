"""How the programs that read env files understand one line, each in its own way.

What stands here was measured against python-dotenv 1.2.4 (which environs 15.2 uses), python-decouple 3.8, django-
environ 0.14.0, starlette 1.10, Docker's command line 28.2, xargs and bash 5.2. For Compose and systemd it follows
documents alone, for neither was run: "Set environment variables within your container's environment" (.env file
syntax) and systemd.exec(5) (EnvironmentFile=).
"""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass

PYTHON_DOTENV, DECOUPLE, DJANGO_ENVIRON, STARLETTE = "python-dotenv", "python-decouple", "django-environ", "starlette"
COMPOSE, DOCKER, SYSTEMD, SHELL, XARGS = "Compose", "docker --env-file", "systemd", "the shell", "xargs"

# Stands in a value for a variable that the reader puts in there.
_PUT_IN = "\0"
_BRACED = re.compile(r"\$\{([^}:]*)(?::-([^}]*))?\}")
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_REFERENCE = re.compile(rf"\$(?:\{{({_NAME})[^}}]*\}}|({_NAME}))")
_YAML_LIKE = re.compile(r"(?P<key>[A-Za-z_][A-Za-z0-9_.]*)[ \t]*:[ \t]+(?P<value>\S.*)")
_UNCLOSED = re.compile(rf"(?:export[ \t]+)?(?P<key>{_NAME})[ \t]*=[ \t]*(?P<quote>['\"])(?P<value>.*)")
# What a shell does not take as a plain part of an assignment.
_SHELL_ACTIVE = re.compile(r"[&;|<>()`]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a line: a key with its value, or nothing.

    Without a key the line is passed over, or ``refused`` makes the reader stop. ``value`` is ``None`` where the reader
    takes the variable from its own environment; what it puts in for ``${NAME}`` is marked and not spelled out.
    """

    key: str | None = None
    value: str | None = None
    refused: bool = False


PASSED_OVER = Reading()
REFUSED = Reading(refused=True)


def read_line(dialect: str, text: str) -> Reading:
    """Read one binding as ``dialect`` does: a line without its newline, or several where the value is in quotes."""
    return _READERS[dialect](text)


def meant(text: str) -> Reading | None:
    """Tell what the writer of a line had in mind; ``None`` where that is not certain.

    It is what python-dotenv reads; and for two common slips, a colon and a quote that is not closed, what they stand
    for.
    """
    found = _python_dotenv(text)
    if found.key is not None:
        return found
    match = _YAML_LIKE.fullmatch(text.strip())
    if match:
        value = _without_comment(match["value"])
        return Reading(match["key"], value[1:-1] if _is_quoted(value) else value)
    match = _UNCLOSED.fullmatch(text.strip())
    if match and match["value"].strip() and not re.search(r"['\"\\$#]", match["value"]):
        return Reading(match["key"], match["value"].rstrip())
    return None


def _python_dotenv(text: str) -> Reading:
    from dotenv.parser import parse_stream

    bindings = [one for one in parse_stream(io.StringIO(text, newline="")) if one.original.string.strip()]
    one = bindings[0] if bindings else None
    if one is None or one.error or one.key is None or one.value is None:
        return PASSED_OVER
    return Reading(one.key, _BRACED.sub(_put_in_braces, one.value))


def _put_in_braces(match: re.Match[str]) -> str:
    """A variable without a name is never set: its default stands there."""
    return _put_in(match.group(1)) if match.group(1) else match.group(2) or ""


def _decouple(text: str) -> Reading:
    line = _first(text).strip()
    if not line or line.startswith("#") or "=" not in line:
        return PASSED_OVER
    key, _, value = line.partition("=")
    value = value.strip()
    return Reading(key.strip(), value[1:-1] if _is_quoted(value) else value)


def _django_environ(text: str) -> Reading:
    match = re.fullmatch(r"(?:export )?([A-Za-z_0-9]+)=(.*)", _first(text))
    if match is None:
        return PASSED_OVER
    key, value = match.groups()
    if value.startswith("'") and _is_quoted(value):
        value = value[1:-1]
    if value.startswith('"') and _is_quoted(value):
        value = re.sub(r"\\(.)", lambda one: one.group() if one.group(1) in "rnt" else one.group(1), value[1:-1])
    return Reading(key, value)


def _starlette(text: str) -> Reading:
    line = _first(text).strip()
    if line.startswith("#") or "=" not in line:
        return PASSED_OVER
    key, _, value = line.partition("=")
    value = value.strip()
    return Reading(key.strip(), value[1:-1] if _is_quoted(value) else value)


def _compose(text: str) -> Reading:
    match = re.match(r"(?:export[ \t]+)?([^=:\n]*)(?:[=:]|$)", text.lstrip(), re.MULTILINE)
    if match is None or not re.fullmatch(r"[\w.\[\]-]+", match.group(1).rstrip(), re.ASCII):
        return REFUSED
    key, rest = match.group(1).rstrip(), text.lstrip()[match.end() :]
    if not match.group().rstrip().endswith(("=", ":")):
        return Reading(key, None)
    plain, rest = rest, rest.lstrip(" \t")
    quote = rest[:1]
    if quote not in ("'", '"'):
        return Reading(key, _expanded(_without_comment(_first(plain))))
    end = re.search(rf"(?<!\\){quote}", rest[1:])
    if end is None:
        return REFUSED
    value = rest[1 : end.start() + 1]
    if quote == '"':
        value = _expanded(value.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace('\\"', '"'))
    return Reading(key, value)


def _docker(text: str) -> Reading:
    line = _first(text).lstrip()
    key, equals, value = line.partition("=")
    if not key or re.search(r"\s", key):
        return REFUSED
    return Reading(key, value if equals else None)


def _systemd(text: str) -> Reading:
    line = text.strip()
    key, equals, value = line.partition("=")
    key, value = key.rstrip(), value.lstrip()
    if line.startswith((";", "#")) or not equals or not re.fullmatch(_NAME, key):
        return PASSED_OVER
    if value[:1] in ("'", '"'):
        return Reading(key, _shell_words(value, comments=False))
    return Reading(key, re.sub(r"\\(.)", r"\1", _first(value).rstrip()))


def _shell(text: str) -> Reading:
    match = re.match(rf"\s*(?:export[ \t]+)?({_NAME})=", text)
    if match is None:
        return REFUSED
    rest = text[match.end() :]
    if _SHELL_ACTIVE.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", _bare(rest))) or re.search(r"\"[^\"]*`", rest):
        return REFUSED
    if rest[:1] in (" ", "\t") and _without_comment(rest):
        return REFUSED  # the value is taken for a command
    value = _shell_words(rest, comments=True)
    return REFUSED if value is None else Reading(match.group(1), value)


def _xargs(text: str) -> Reading:
    """``export $(cat .env | xargs)``: xargs takes quotes off, and the shell splits what is left at blanks."""
    line = _first(text).strip().removeprefix("export ")
    try:
        words = shlex.split(line)
    except ValueError:
        return REFUSED
    words = [word for one in words for word in one.split()]
    if len(words) != 1 or not re.fullmatch(rf"{_NAME}=.*", words[0]):
        return REFUSED
    key, _, value = words[0].partition("=")
    return Reading(key, value)


def _shell_words(text: str, comments: bool) -> str | None:
    """Take the quotes off a shell word and put variables in; ``None`` where the line is more than one word."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = "#" if comments and re.search(r"\s#", text) else ""
    try:
        words = list(lexer)
    except ValueError:
        return None
    if len(words) > 1:
        return None
    value = words[0] if words else ""
    return value if not comments or text.startswith("'") else _expanded(value)


def _expanded(value: str) -> str:
    return _REFERENCE.sub(lambda match: _put_in(match.group(1) or match.group(2)), value)


def _put_in(name: str) -> str:
    return f"{_PUT_IN}{name}{_PUT_IN}"


def _without_comment(value: str) -> str:
    return re.sub(r"\s+#.*", "", value).strip()


def _bare(value: str) -> str:
    """A value without the comment behind it, quotes left as they are."""
    return value if value[:1] in ("'", '"') else re.sub(r"\s+#.*", "", value)


def _is_quoted(value: str) -> bool:
    return len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""


def _first(text: str) -> str:
    return re.split(r"\r\n|\n|\r", text, maxsplit=1)[0]


_READERS: dict[str, Callable[[str], Reading]] = {
    PYTHON_DOTENV: _python_dotenv,
    DECOUPLE: _decouple,
    DJANGO_ENVIRON: _django_environ,
    STARLETTE: _starlette,
    COMPOSE: _compose,
    DOCKER: _docker,
    SYSTEMD: _systemd,
    SHELL: _shell,
    XARGS: _xargs,
}
DIALECTS = tuple(_READERS)
