"""The options of a requirements line, with their places, and the masking of credentials in what they name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from envwizard.model.secret import MASK

# Option -> whether it takes a value. From pip 26.3, ``pip._internal.req.req_file.SUPPORTED_OPTIONS``.
_LONG = {
    "--index-url": True, "--pypi-url": True, "--extra-index-url": True, "--no-index": False, "--constraint": True,
    "--requirement": True, "--editable": True, "--find-links": True, "--no-binary": True, "--only-binary": True,
    "--prefer-binary": False, "--require-hashes": False, "--no-require-hashes": False, "--pre": False,
    "--all-releases": True, "--only-final": True, "--trusted-host": True, "--use-feature": True, "--hash": True,
    "--config-settings": True, "--config-setting": True, "--global-option": True, "--install-option": True,
}  # fmt: skip
_SHORT = {
    "-i": "--index-url", "-c": "--constraint", "-r": "--requirement", "-e": "--editable", "-f": "--find-links",
    "-C": "--config-settings",
}  # fmt: skip
_ALIASES = {"--pypi-url": "--index-url", "--config-setting": "--config-settings"}

# A word as ``shlex.split`` takes it: bare characters, quoted parts, escapes.
_WORD = re.compile(r"""(?:[^\s'"\\]+|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+""", re.DOTALL)
_PART = re.compile(r"""[^'"\\]+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)""", re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')

# What stands between ``scheme://`` and ``@`` in a URL.
_USERINFO = re.compile(r"(?<=://)([^/\s@?#]*(?:@[^/\s@?#]+)*)@(?=[^/\s@])")
# How the tokens of GitHub, GitLab and PyPI begin.
_TOKENS = ("ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "gldt-", "pypi-")
_FILLED_IN = re.compile(r"[${}<>]|%\(")
_PLACEHOLDER = re.compile(r"(?:pass(?:word|wd)?|token|change-?me|your.*|my-?.*|x+|\*+|\.+)$", re.IGNORECASE)
_VARIABLES = re.compile(r"(?:\$\{[A-Z0-9_]+\}|:)+")


@dataclass(frozen=True, slots=True)
class Option:
    """An option by its long name; offsets are in the logical line, ``value_start`` to ``end`` being the value."""

    name: str
    value: str
    start: int
    value_start: int
    end: int


def options_of(text: str, start: int) -> tuple[Option, ...] | None:
    """Read the options that begin at ``start``; ``None`` where pip would refuse them."""
    words = _words(text, start)
    if words is None:
        return None
    options: list[Option] = []
    index = 0
    while index < len(words):
        word, begin, end = words[index]
        index += 1
        if not word.startswith("-"):
            continue  # as optparse does, pip passes over words between the options
        name, value, offset = _split(word)
        if name is None:
            return None
        if not _LONG[name]:
            if value is not None:
                return None
            options.append(Option(name, "", begin, end, end))
            continue
        if value is None:
            if index == len(words):
                return None
            value, value_start, end = words[index]
            index += 1
        else:
            value_start = min(begin + offset, end)
        options.append(Option(_ALIASES.get(name, name), value, begin, value_start, end))
    return tuple(options)


def _words(text: str, start: int) -> list[tuple[str, int, int]] | None:
    """Split as ``shlex.split`` does; ``None`` where a quotation is not closed."""
    words: list[tuple[str, int, int]] = []
    at = start
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _WORD.match(text, at)
        if match is None or (match.end() < len(text) and not text[match.end()].isspace()):
            return None
        words.append((_unquoted(match.group()), match.start(), match.end()))
        at = match.end()
    return words


def _unquoted(word: str) -> str:
    if not any(mark in word for mark in "'\"\\"):
        return word
    parts: list[str] = []
    for match in _PART.finditer(word):
        single, double, escaped = match.groups()
        if double is not None:
            parts.append(_ESCAPE.sub(r"\1", double))
        else:
            parts.append(next((part for part in (single, escaped) if part is not None), match.group()))
    return "".join(parts)


def _split(word: str) -> tuple[str | None, str | None, int]:
    """Give an option's long name, its attached value (or ``None``) and the length of what stands before that value."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        # Like optparse, pip takes any beginning that only one option has.
        fitting = [name] if name in _LONG else [known for known in _LONG if known.startswith(name) and len(name) > 2]
        if len({_ALIASES.get(known, known) for known in fitting}) != 1:
            return None, None, 0
        return fitting[0], value if equals else None, len(name) + 1
    if word[:2] in _SHORT:
        return _SHORT[word[:2]], word[2:] or None, 2
    return None, None, 0


def masked(text: str) -> str:
    """Mask the credentials in every URL of the text; a reference to a variable (``${TOKEN}``) stays."""
    return _USERINFO.sub(lambda match: match.group() if _is_harmless(match.group(1)) else f"{MASK}@", text)


def has_credentials(text: str) -> bool:
    """Tell whether a URL in the text holds a password or a token: no variable, no placeholder, no mere user name."""
    return bool(credentials_in(text))


def credentials_in(text: str) -> tuple[tuple[int, int], ...]:
    """Give where credentials stand in the URLs of the text, the ``@`` behind them included."""
    return tuple((match.start(), match.end()) for match in _USERINFO.finditer(text) if _is_secret(match.group(1)))


def _is_secret(userinfo: str) -> bool:
    name, _, password = userinfo.partition(":")
    if password and not _PLACEHOLDER.match(password) and not _FILLED_IN.search(password):
        return True
    if name.startswith(_TOKENS):
        return True
    return len(name) >= 20 and not _FILLED_IN.search(name) and any(sign.isdigit() for sign in name)


def _is_harmless(userinfo: str) -> bool:
    return userinfo in ("", "git") or _VARIABLES.fullmatch(userinfo) is not None
