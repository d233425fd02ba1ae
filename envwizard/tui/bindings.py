"""Keys and their words: declared as messages, and translated in one place wherever they are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual.binding import ActiveBinding, Binding
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from envwizard.model.message import Message

if TYPE_CHECKING:
    from typing import Any

Answer = TypeVar("Answer")
# How many keys the footer names, and what is left out of it first: Esc and the arrows are known, the help names all.
_ROOM = 6
_KNOWN = ("back", "undo")


def key(keys: str, action: str, says: Message, at_length: Message | None = None, **options: Any) -> Binding:
    """Bind a key to an action; ``options`` are Binding's.

    ``says`` is the word that the footer shows; the help and the palette show what it does ``at_length``, where that
    is given.
    """
    return Binding(keys, action, says.template, tooltip=at_length.template if at_length else "", **options)


def words_of(binding: Binding) -> str:
    """Say what a key does, at length where there is more to say than in the footer."""
    return binding.tooltip or binding.description


class SpokenScreen(Screen[Answer]):
    """A screen whose keys speak the language in force: the footer, the help and the palette all ask it."""

    # Textual's own paints the whole screen where the focus goes; the two widgets that it concerns paint themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, with their words translated; the footer has room for ``_ROOM`` of them."""
        found = super().active_bindings
        shown = {active.binding.action for active in found.values() if active.binding.show}
        hidden = set([action for action in _KNOWN if action in shown][: max(len(shown) - _ROOM, 0)])
        return {
            pressed: active._replace(
                binding=_translated(active.binding, active.binding.show and active.binding.action not in hidden),
                tooltip=_shown(active.tooltip),
            )
            for pressed, active in found.items()
        }


def _translated(binding: Binding, show: bool) -> Binding:
    return replace(binding, description=_shown(binding.description), tooltip=_shown(binding.tooltip), show=show)


def _shown(words: str) -> str:
    return Message(words).render() if words else ""
