"""Giving a server another option on its command line: which flag each server knows, and where its words go."""

from __future__ import annotations

from dataclasses import replace

from envwizard.edits.command_line import add_words, remove_words, replace_in_word, replace_words
from envwizard.model.change import ReplaceSpan
from envwizard.model.command_words import base_name
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.message import msg
from envwizard.model.source import Span, TextFile

_WORKERS = {
    "gunicorn": "--workers", "uvicorn": "--workers", "hypercorn": "--workers", "granian": "--workers",
    "fastapi": "--workers", "uwsgi": "--processes",
}  # fmt: skip
_BIND = {
    "gunicorn": ("--bind", "0.0.0.0:{port}"), "hypercorn": ("--bind", "0.0.0.0:{port}"),
    "uvicorn": ("--host", "0.0.0.0"), "granian": ("--host", "0.0.0.0"),
    "fastapi": ("--host", "0.0.0.0"), "flask": ("--host", "0.0.0.0"),
    "daphne": ("-b", "0.0.0.0"), "runserver": ("0.0.0.0:{port}",),
}  # fmt: skip


def workers_words(launch: Launch, count: str) -> tuple[str, ...] | None:
    """The words that give a launch's server a number of workers; ``None`` where it knows no such option."""
    flag = _WORKERS.get(launch.server)
    return (flag, count) if flag is not None else None


def bind_words(launch: Launch, port: str) -> tuple[str, ...] | None:
    """The words that make a launch's server listen on all interfaces; ``None`` where it knows no such option."""
    words = _BIND.get(launch.server)
    return tuple(word.replace("{port}", port) for word in words) if words is not None else None


def with_words(file: TextFile, launch: Launch, words: tuple[str, ...]) -> tuple[ReplaceSpan, ...]:
    """Put words behind a launch's command."""
    return add_words(file, launch.command, words)


def without_setting(file: TextFile, launch: Launch, setting: EffectiveSetting) -> tuple[ReplaceSpan, ...]:
    """Take the words of a setting's flag out of a launch's command."""
    first, last = _indexes(launch, setting)
    return remove_words(file, launch.command, first, last)


def with_value(
    file: TextFile, launch: Launch, setting: EffectiveSetting, old: str, new: str
) -> tuple[ReplaceSpan, ...]:
    """Replace a piece of the value (the host of an address, a class) in the words of a setting's flag."""
    first, last = _indexes(launch, setting)
    index = next((index for index in range(last, first - 1, -1) if old in launch.command.words[index].text), last)
    return replace_in_word(file, launch.command, index, old, new)


def with_server(file: TextFile, launch: Launch, words: tuple[str, ...]) -> tuple[ReplaceSpan, ...]:
    """Put another server in the place of a launch's program and all behind it; what starts the program stays."""
    argv = launch.command.argv
    if launch.program not in argv:
        raise FixUnavailable(msg("The command in {path} cannot be changed word by word.", path=file.path))
    return replace_words(file, launch.command, argv.index(launch.program), len(argv) - 1, words)


def with_configuration(file: TextFile, launch: Launch, path: str) -> tuple[ReplaceSpan, ...]:
    """Make gunicorn read a configuration: ``-c`` right behind the program, or another path where it names one."""
    words = launch.command.argv
    named = launch.setting("config")
    if named is not None and named.origin == "flag":
        return with_value(file, launch, named, named.text, path)
    at = max((index for index, word in enumerate(words) if base_name(word) == "gunicorn"), default=None)
    if at is None or any("$" in word for word in words[at : at + 1]):
        return with_words(file, launch, ("-c", path))
    try:
        return replace_words(file, launch.command, at, at, (words[at], "-c", path))
    except FixUnavailable:
        return with_words(file, launch, ("-c", path))


def holding_all(file: TextFile, launch: Launch, edits: tuple[ReplaceSpan, ...]) -> tuple[ReplaceSpan, ...]:
    """Widen the edit of a command over all of its words and the byte behind, so that another fix of it has to wait.

    A flag that another rule would add for the old command (its address) may be given by the configuration then.
    """
    end = max(word.span.end for word in launch.command.words)
    end += file.raw[end : end + 1] in (b'"', b"'")
    end = min(end + 1, len(file.raw))
    if len(edits) != 1 or edits[0].end > end:
        return edits
    edit = edits[0]
    return (replace(edit, end=end, new=edit.new + file.raw[edit.end : end]),)


def _indexes(launch: Launch, setting: EffectiveSetting) -> tuple[int, int]:
    span = setting.location.span if setting.location is not None else None
    found = [index for index, word in enumerate(launch.command.words) if span is not None and _inside(word.span, span)]
    if not found:
        raise FixUnavailable(msg("{setting} does not stand in the command itself.", setting=setting.name))
    return found[0], found[-1]


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
