"""Which Python root of a repository to look at."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from envwizard.model.facts.roots import PythonRoot
from envwizard.model.message import msg
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.safe import line, say


class RootsScreen(Dialog[str]):
    """Lists the roots with the files that make them. Gives the folder of the one chosen, or ``""`` for all."""

    BINDINGS = [key("question_mark", "keys", msg("Help"), msg("Show the keys of this screen"), show=False)]  # noqa: RUF012 - as Textual declares it
    # Not DEFAULT_CSS: what all dialogs share would outweigh it.
    CSS = """
    RootsScreen #roots { height: auto; max-height: 14; margin-top: 1; border: none; padding: 0; text-wrap: nowrap;
        text-overflow: ellipsis; }
    """

    def __init__(self, roots: tuple[PythonRoot, ...]) -> None:
        super().__init__()
        self._roots = roots

    def compose(self) -> ComposeResult:
        """Build the list."""
        with Vertical(classes="dialog", id="box"):
            yield Static(say("Requirements, env files, sources and launches belong to the nearest of these folders."))
            yield OptionList(
                Option(say("All of them")), *(Option(self._line(root)) for root in self._roots), id="roots"
            )

    def on_mount(self) -> None:
        """Begin with what is chosen now."""
        chosen = [place for place, root in enumerate(self._roots) if root.chosen]
        options = self.query_one("#roots", OptionList)
        options.highlighted = chosen[0] + 1 if len(chosen) == 1 else 0
        options.focus()
        self.panel(self.query_one("#box"), say("Python roots"), say("Enter chooses, Esc goes back"))

    def _line(self, root: PythonRoot) -> Content:
        files = ", ".join(str(each.location.path.name) for each in root.evidence)
        folder = say("the repository's top").plain if root.path.value == "." else root.path.value
        return line(folder) + line(f"  {root.name}  {files}", "$quiet")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the choice."""
        event.stop()
        self.dismiss("" if event.option_index == 0 else self._roots[event.option_index - 1].path.value)
