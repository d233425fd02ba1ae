"""Text out of the scanned project, made harmless: the only way by which it reaches a widget."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from envwizard.model.harmless import harmless, harmless_line
from envwizard.model.message import Message, msg

_TAB = "    "
# Columns; nothing is wrapped into less.
_LEAST = 20


def visible(text: str) -> str:
    r"""Show what would steer the terminal (ESC as ``\x1b``); newlines stay, tabs become four spaces."""
    return harmless(text.replace("\r\n", "\n")).replace("\t", _TAB)


def one_line(text: str | Message) -> str:
    """Show a text in a single line: newlines are written out too."""
    return harmless_line(str(text).replace("\t", _TAB))


def safe(text: str | Message, style: str = "") -> Content:
    """Make text harmless for any widget: never parsed as markup, nothing in it reaches the terminal raw."""
    shown = visible(str(text))
    return Content.styled(shown, style) if style else Content(shown)


def line(text: str | Message, style: str = "") -> Content:
    """Like ``safe``, in a single line."""
    shown = one_line(text)
    return Content.styled(shown, style) if style else Content(shown)


def say(template: str, /, **params: object) -> Content:
    """Build the text of the interface out of a message: ``say("{count} files", count=3)``."""
    return safe(msg(template, **params))


def hint(template: str, /, **params: object) -> Content:
    """Like ``say``, in the colour of what matters less."""
    return safe(msg(template, **params), "$quiet")


def padded(text: str, width: int) -> str:
    """Fill a text up to so many columns; signs of Chinese take two."""
    return text + " " * max(width - cell_len(text), 0)


def hung(text: Content, width: int, hang: int) -> Content:
    """Wrap a text by hand, so that what goes over stands ``hang`` columns in."""
    first, *rest = text.wrap(max(width - hang, _LEAST)) or [text]
    return Content("\n").join([first, *(Content(" " * hang) + row for row in rest)])
