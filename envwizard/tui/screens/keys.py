"""The keys of a screen."""

from __future__ import annotations

from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from envwizard.model.message import msg
from envwizard.tui.bindings import key, words_of
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.safe import padded, say

_COLUMN = 12
# Keys of Textual's own that need no word.
_UNSAID = ("screen.", "app.focus", "app.help_quit", "app.command_palette", "command_palette")


class KeysScreen(Dialog[None]):
    """Lists what can be pressed on the screen below."""

    BINDINGS = [key("question_mark", "cancel", msg("Back"))]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = "KeysScreen VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }"

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        """Build the list."""
        with Vertical(classes="dialog") as box, VerticalScroll():
            yield Static(Content("\n").join(self._lines()))
        self.panel(box, say("Keys of this screen"), say("Esc goes back"))

    def _lines(self) -> list[Content]:
        keys: dict[str, list[str]] = {}
        for active in self._below.active_bindings.values():
            binding = active.binding
            # The keys of lists and texts are the usual ones; one line says it.
            if isinstance(active.node, (App, Screen)) and not binding.system and not binding.action.startswith(_UNSAID):
                key = self.app.get_key_display(binding).replace("^", "ctrl+")
                keys.setdefault(words_of(binding), []).append(key)
        rows = [(" ".join(dict.fromkeys(names)), what) for what, names in keys.items() if what]
        rows += [
            (say("↑ ↓ enter").plain, say("Move and choose").plain),
            ("tab", say("To the next list, text or button; arrows scroll there").plain),
            ("ctrl+p", say("Commands, themes, screenshot").plain),
        ]
        return [Content.styled(padded(names, _COLUMN), "$text-accent bold") + Content(what) for names, what in rows]
