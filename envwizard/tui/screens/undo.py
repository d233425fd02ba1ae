"""Shows the last change set and puts it back if the user says so."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from envwizard.model.change import JournalEntry
from envwizard.model.diff import FileDiff
from envwizard.model.errors import UndoError
from envwizard.model.message import Message, msg
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.screens.panels import relabel
from envwizard.tui.widgets.diff_view import DiffView
from envwizard.tui.widgets.file_line import not_undone_lines, undo_label
from envwizard.tui.widgets.safe import hint, line, safe, say


class UndoScreen(Dialog[bool]):
    """Lists what undoing the last change set would put back. ``u`` does it; Enter does not."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("u", "undo", msg("Undo")),
        key("question_mark", "keys", msg("Help"), msg("Show the keys of this screen"), show=False),
    ]
    # Not DEFAULT_CSS: what all dialogs share would outweigh it.
    CSS = """
    UndoScreen #said { height: auto; max-height: 16; }
    UndoScreen DiffView { display: none; height: auto; max-height: 14; margin-top: 1; }
    UndoScreen.differs .dialog { width: 96; }
    UndoScreen.differs DiffView { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._entry: JournalEntry | None = None

    def compose(self) -> ComposeResult:
        """Build the list and the buttons."""
        with Vertical(classes="dialog") as box:
            with VerticalScroll(id="said", can_focus=False):
                yield Static(say("Looking at the journal"), id="what", markup=False)
            yield DiffView(id="since")
            with Horizontal(classes="buttons"):
                yield Button(say("Back, change nothing"), id="back", compact=True)
                yield Button(say("Undo"), id="undo", classes="main", compact=True)
        self.panel(box, say("Undo"), say("u undoes, Esc goes back"))

    def on_mount(self) -> None:
        """Read the journal."""
        self.query_one("#undo", Button).disabled = True
        self.query_one("#back").focus()
        self.in_background("journal", lambda _: self.state.session.journal(), self._show, self._failed)

    def _show(self, entries: tuple[JournalEntry, ...]) -> None:
        left = [entry for entry in entries if entry.state != "undone"]
        what = self.query_one("#what", Static)
        if not left:
            what.update(say("There is nothing to undo in this project."))
            return
        self._entry = entry = left[-1]
        when = entry.when[:16].replace("T", " ")
        rows = [line(entry.title, "bold"), hint("change set {id}, {when} UTC", id=entry.id, when=when), Content("")]
        rows += [line(str(path)) for path in (*entry.files, *entry.folders)]
        rows += [say("{folder} is removed with everything in it", folder=path) for path in entry.trees]
        if entry.left_commands:
            rows += [Content(""), *not_undone_lines(entry.left_commands)]
        if entry.commits:
            rows += [Content(""), *(say("The commit {commit} stays in git.", commit=one) for one in entry.commits)]
        what.update(Content("\n").join(rows))
        button = self.query_one("#undo", Button)
        relabel(button, undo_label(len(entry.files)) if entry.files or not entry.trees else say("Remove it"))
        button.disabled = False

    def _failed(self, reason: Message) -> None:
        self.query_one("#what", Static).update(safe(reason, "$text-error"))
        self.query_one("#undo", Button).disabled = True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        (self.action_undo if event.button.id == "undo" else self.action_cancel)()

    def action_undo(self) -> None:
        """Put the files back."""
        entry, button = self._entry, self.query_one("#undo", Button)
        if entry is None or button.disabled:
            return
        button.disabled = True
        self.in_background("undo", lambda _: self._put_back(entry.id), self._undone, self._failed)

    def _put_back(self, entry: str) -> JournalEntry | UndoError:
        try:
            return self.state.session.undo(entry)
        except UndoError as error:
            return error

    def _undone(self, done: JournalEntry | UndoError) -> None:
        if isinstance(done, UndoError):
            self._failed(done.message)
            self._show_difference(done.diffs)
            return
        self.state.undone(done)
        self.dismiss(True)

    def _show_difference(self, diffs: tuple[FileDiff, ...]) -> None:
        """Show what is no longer as envwizard wrote it."""
        self.set_class(bool(diffs), "differs")
        if diffs:
            view = self.query_one(DiffView)
            view.diffs = diffs
            view.focus()
