"""The keys in the last line."""

from __future__ import annotations

from textual.widgets import Footer


class KeyBar(Footer):
    """Textual's footer, built anew only where its keys have changed: it would lay out the screen at every move."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._keys: list[tuple[str, str, bool]] | None = None

    async def recompose(self) -> None:
        """Show the keys that work now."""
        if not self.is_attached or self.screen not in self.app.screen_stack:
            return  # the screen has gone since this was asked for
        active = self.screen.active_bindings.values()
        keys = [(each.binding.key, each.binding.description, each.enabled) for each in active if each.binding.show]
        if keys != self._keys:
            self._keys = keys
            await super().recompose()
