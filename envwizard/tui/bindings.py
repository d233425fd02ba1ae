"""Keys and their words: declared as messages, and translated in one place wherever they are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual.binding import ActiveBinding, Binding
from textual.screen import Screen

from envwizard.model.message import Message

if TYPE_CHECKING:
    from typing import Any

Answer = TypeVar("Answer")


def key(keys: str, action: str, says: Message, **options: Any) -> Binding:
    """Bind a key to an action; ``says`` are the words that the footer and the help show, ``options`` are Binding's."""
    return Binding(keys, action, says.template, **options)


class SpokenScreen(Screen[Answer]):
    """A screen whose keys speak the language in force: the footer, the help and the palette all ask it."""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, with their words translated."""
        return {
            pressed: active._replace(
                binding=replace(active.binding, description=Message(active.binding.description).render())
            )
            for pressed, active in super().active_bindings.items()
        }
