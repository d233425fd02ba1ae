"""What a program prints, as it comes."""

from __future__ import annotations

from textual.widgets import Log

from envwizard.tui.widgets.safe import one_line

_KEPT_LINES = 5_000


class OutputPane(Log):
    """Lines are added from any thread and drawn a few times a second."""

    DEFAULT_CSS = """
    OutputPane { background: $background; color: $foreground 75%; scrollbar-size: 1 1; }
    """

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(max_lines=_KEPT_LINES, id=id, classes=classes)
        self._waiting: list[str] = []

    def on_mount(self) -> None:
        """Draw what has come."""
        self.set_interval(0.1, self._flush)

    def begin(self) -> None:
        """Forget what another program printed."""
        self._waiting = []
        self.clear()

    def add(self, text: str) -> None:
        """Take a line of output; may be called from a thread."""
        self._waiting.append(one_line(text))

    def _flush(self) -> None:
        lines, self._waiting = self._waiting, []
        if lines:
            self.write_lines(lines)
