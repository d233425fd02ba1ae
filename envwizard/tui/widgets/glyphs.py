"""The signs of the interface, the words and colours that go with them, and ASCII for terminals without UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from envwizard.model.message import msg
from envwizard.tui.widgets.safe import say

if TYPE_CHECKING:  # the first frame does not wait for these
    from envwizard.model.finding import Severity
    from envwizard.model.matrix import CellState

OK, PROBLEM, WARNING, NOTE = "✓", "✗", "!", "i"
RUNNING, WAITING, NONE = "◐", "·", "–"

# By the values of Severity and CellState.
_SIGN = {"error": PROBLEM, "warning": WARNING, "info": NOTE, "ok": OK, "problem": PROBLEM, "none": NONE}
_WORD = {"error": msg("PROBLEM"), "warning": msg("WARNING"), "info": msg("NOTE")}

COLOUR = {
    OK: "$text-success",
    PROBLEM: "$text-error",
    WARNING: "$text-warning",
    NOTE: "$text-accent",
    RUNNING: "$text-accent",
    WAITING: "$quiet",
    NONE: "$quiet",
}


def sign_of(what: Severity | CellState) -> str:
    """Give the sign of a finding's severity or of a cell's state."""
    return _SIGN[what.value]


def word_of(severity: Severity) -> str:
    """Give the word that stands beside the sign."""
    return _WORD[severity.value].render()


def glyph(sign: str, extra: str = "") -> Content:
    """Give a sign in its colour."""
    return Content.styled(sign, f"{COLOUR[sign]} {extra}".strip())


def counted(errors: int, warnings: int, notes: int, *, words: bool = False) -> Content:
    """Give the counts of findings, as signs and numbers or with words: ``✗ 7  ! 3  i 1``."""
    if not words:
        pairs = ((PROBLEM, errors), (WARNING, warnings), (NOTE, notes))
        return Content("  ").join(glyph(sign, "bold") + Content(f" {count}") for sign, count in pairs)
    named = (
        (PROBLEM, errors, say("1 problem") if errors == 1 else say("{count} problems", count=errors)),
        (WARNING, warnings, say("1 warning") if warnings == 1 else say("{count} warnings", count=warnings)),
        (NOTE, notes, say("1 note") if notes == 1 else say("{count} notes", count=notes)),
    )
    parts = [glyph(sign, "bold") + Content(" ") + told for sign, count, told in named if count]
    return Content("   ").join(parts) if parts else glyph(OK, "bold") + Content(" ") + say("no findings")


_ASCII = str.maketrans({
    "✓": "+", "✗": "x", "◐": "~", "·": ".", "–": "-", "—": "-", "…": "~", "•": "*", "■": "#", "□": ".", "╲": "\\",
    "─": "-", "━": "=", "│": "|", "┃": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┌": "+", "┐": "+", "└": "+",
    "┘": "+", "├": "+", "┤": "+", "▎": "|", "▏": "|", "▌": "|", "▐": "|", "█": "#", "▀": "-", "▄": "-", "▔": "-",
    "▁": "_", "→": ">", "←": "<", "↑": "^", "↓": "v", "␛": "^", "╸": "=", "╺": "-", "▶": ">", "›": ">", "⏎": "<",
})  # fmt: skip


def in_ascii(text: str) -> str:
    """Write a text in ASCII without changing its width: what has no likeness becomes ``?``, once per column."""
    if text.isascii():
        return text
    return "".join(char if char.isascii() else "?" * cell_len(char) for char in text.translate(_ASCII))


class AsciiFilter(LineFilter):
    """Rewrites every line of the screen in ASCII, borders and Textual's own signs included."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Rewrite the segments of one line."""
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]
