"""What keys do, in the language in force."""

from __future__ import annotations

from dataclasses import replace

from textual.binding import ActiveBinding, Binding

from envwizard.i18n import in_force
from envwizard.model.message import Message


def translated(bindings: dict[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """Give a screen's active bindings as people read them; they are declared with the English template."""
    if not in_force().templates:
        return bindings
    return {key: active._replace(binding=_translated(active)) for key, active in bindings.items()}


def _translated(active: ActiveBinding) -> Binding:
    return replace(active.binding, description=Message(active.binding.description).render())
