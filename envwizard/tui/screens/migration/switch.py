"""Switch: what becomes of the files that install the old lists; each can be left alone."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from envwizard.model.diff import FileAction, FileDiff
from envwizard.model.plan import Preview
from envwizard.tui.migration import WizardMigration
from envwizard.tui.screens.migration.stage import Stage
from envwizard.tui.widgets.change_list import ChangeList, Note
from envwizard.tui.widgets.diff_view import DiffView
from envwizard.tui.widgets.safe import safe, say


class SwitchStage(Stage):
    """The files above, the diff of the chosen one below."""

    MAIN = "places"
    DOES = ("skip", "split")

    def __init__(self) -> None:
        super().__init__("switch")
        self._preview: Preview | None = None
        # The paths that are left alone.
        self.skipped: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        """Build the list and the diff."""
        yield ChangeList("places")
        yield DiffView(id="place-diff")
        yield Static(id="place-text", markup=False)

    def take(self, preview: Preview) -> None:
        """Take what would be changed."""
        self._preview = preview
        self.skipped &= {str(diff.path) for diff in preview.diffs}

    def show(self, migration: WizardMigration) -> None:
        """Fill the list."""
        if self._preview is None:
            return
        written = replace(
            self._preview, diffs=tuple(one for one in self._preview.diffs if str(one.path) not in self.skipped)
        )
        changes = self.query_one(ChangeList)
        changes.show(self._preview, written, ())
        changes.display = bool(changes.changes)
        self._look()

    def heads(self, migration: WizardMigration) -> tuple[Content, Content]:
        """Say how many files there are."""
        count = len(self._preview.diffs) if self._preview is not None else 0
        if not count:
            return say("Nothing installs the old files"), say("n shows everything that will be written")
        title = say("1 file besides the locks") if count == 1 else say("{count} files besides the locks", count=count)
        return title, say("space leaves one alone, n goes on to the confirmation")

    def skip(self) -> None:
        """Leave the chosen file alone, or take it again."""
        change = self.query_one(ChangeList).change
        if not isinstance(change, FileDiff) or self._preview is None:
            return
        self.skipped ^= {str(change.path)}
        if str(change.path) in self.skipped and change.action is not FileAction.DELETE:
            # It may name old files: none of them is removed then, unless the user takes that again.
            self.skipped |= {str(one.path) for one in self._preview.diffs if one.action is FileAction.DELETE}

    def split(self) -> None:
        """Change between side by side and unified."""
        self.query_one(DiffView).toggle_split()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the diff."""
        event.stop()
        self._look()

    def _look(self) -> None:
        change = self.query_one(ChangeList).change
        diff, text = self.query_one(DiffView), self.query_one("#place-text", Static)
        diff.display = isinstance(change, FileDiff)
        text.display = not diff.display
        if isinstance(change, FileDiff):
            diff.diffs = (change,)
        elif isinstance(change, Note):
            text.update(safe(change.message))
        else:
            text.update(say("No file of the project installs the old lists, and none is removed."))
