"""The options on a server's command line: which are given, with which value and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from envwizard.model.facts.commands import Word
from envwizard.model.paths import AnyPath
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class OptionTable:
    """What a program's command line knows.

    ``names`` maps the spellings that matter to the setting they give; a name in ``switches`` takes no value, every
    other long option does. ``shorts`` are the one-letter options that take a value.
    """

    names: Mapping[str, str]
    switches: frozenset[str]
    shorts: frozenset[str] = frozenset()
    # Settings that an option given again adds to, joined with commas (gunicorn's --bind).
    adding: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Option:
    """An option as it stands there: the setting's name, the text of its value (``None`` for a switch) and its place."""

    name: str
    spelling: str
    text: str | None
    literal: bool
    location: Location


@dataclass(slots=True)
class Parsed:
    """A command line taken apart. Of an option given twice the last counts."""

    options: dict[str, Option] = field(default_factory=dict)
    positional: list[Word] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """The text of an option's value."""
        option = self.options.get(name)
        return option.text if option is not None else None


def parse(words: Sequence[Word], path: AnyPath, table: OptionTable) -> Parsed:
    """Take a command line apart as argparse and click do: ``--bind x``, ``--bind=x``, ``-b x``, ``-bx``."""
    parsed = Parsed()
    index = 0
    while index < len(words):
        word = words[index]
        text = word.text
        index += 1
        if text == "--":
            parsed.positional += words[index:]
            break
        if not text.startswith("-") or text == "-":
            parsed.positional.append(word)
            continue
        spelling, equals, value = text.partition("=")
        if not text.startswith("--") and text[:2] in table.shorts:
            spelling, value = text[:2], text[2:].removeprefix("=")
            equals = value
        last = word
        takes = spelling not in table.switches and (text.startswith("--") or spelling in table.shorts)
        if takes and not equals and index < len(words):
            last = words[index]
            value = last.text
            index += 1
        name = table.names.get(spelling)
        if name is not None:
            span = word.span.through(last.span) if word.path == last.path else word.span
            place = Location(word.path or path, span)
            before = parsed.options.get(name)
            if before is not None and before.text is not None and name in table.adding:
                value = f"{before.text},{value}"
            parsed.options[name] = Option(name, spelling, value if takes else None, last.literal, place)
    return parsed
