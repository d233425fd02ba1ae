"""Panels with their titles in the border."""

from __future__ import annotations

from functools import cached_property

from textual.content import Content
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Button

# As the vertical breakpoints of the app: below so many lines panels have no lower border.
TALL = 32


def relabel(button: Button, label: Content) -> None:
    """Give a button another text, and the width that goes with it."""
    button.label = label
    button.refresh(layout=True)


class Panels(DOMNode):
    """Gives a screen ``panel``. In short terminals, where panels have only an upper border, both texts stand there."""

    @cached_property
    def _titles(self) -> dict[Widget, tuple[Content, Content, Content]]:
        return {}

    def panel(
        self, widget: Widget, title: Content, subtitle: Content | None = None, aside: Content | None = None
    ) -> None:
        """Write in the border of a panel; ``aside`` stands behind the title where the terminal is tall."""
        self._titles[widget] = (title, subtitle or Content(""), aside or Content(""))
        self._entitle(widget)

    def _entitle(self, widget: Widget) -> None:
        title, subtitle, aside = self._titles[widget]
        if self.app.is_inline or self.app.size.height < TALL:
            aside, subtitle = subtitle, Content("")
        if aside:
            title += Content("  ") + aside.stylize_before("not bold $quiet")
        # As Content: a str would be parsed as markup.
        widget.border_title, widget.border_subtitle = title, subtitle

    def on_resize(self) -> None:
        """Put the texts where there is a border for them."""
        for widget in self._titles:
            self._entitle(widget)
