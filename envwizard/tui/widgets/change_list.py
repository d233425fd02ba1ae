"""What a plan would do, as rows: the choices it goes by, the files, the commands, the notes, the findings left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from envwizard.model.change import Command
from envwizard.model.diff import FileDiff
from envwizard.model.message import Message, msg
from envwizard.model.plan import Choice, LeftOut, Preview
from envwizard.tui.widgets.file_line import action_word, change_counts, command_line
from envwizard.tui.widgets.glyphs import NONE, WARNING, glyph
from envwizard.tui.widgets.safe import hint, hung, line, one_line, padded, say

# Columns: of the counts of a file, of the word for what happens to it, and by which what goes over stands in.
_COUNTS, _WORD, _HANG = 11, 8, 2


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before applying."""

    message: Message


Change = Choice | FileDiff | Command | Note | LeftOut


class ChangeList(OptionList):
    """Rows of changes, none of them cut: long ones go on below. Files can be skipped."""

    DEFAULT_CSS = "ChangeList { height: auto; }"

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.changes: tuple[Change, ...] = ()
        self._written: set[str] = set()

    @property
    def change(self) -> Change | None:
        """What is highlighted."""
        place = self.highlighted
        return self.changes[place] if place is not None and place < len(self.changes) else None

    def show(self, whole: Preview, now: Preview, choices: Iterable[Choice]) -> None:
        """Fill the list: ``whole`` names all files, ``now`` those that are written."""
        place = self.highlighted or 0
        notes = [Note(note) for note in _notes(whole)]
        self.changes = (*choices, *whole.diffs, *whole.commands, *notes, *whole.plan.left_out)
        self._written = {str(diff.path) for diff in now.diffs}
        self._draw(place)

    def on_resize(self) -> None:
        """Wrap the rows anew."""
        self._draw(self.highlighted or 0)

    def _draw(self, place: int) -> None:
        # The scrollbar and the room beside the rows are left out of it.
        width = self.scrollable_content_region.width
        rows = [hung(_line(change, self._written), width, _HANG) if width else Content("") for change in self.changes]
        self.set_options([Option(row) for row in rows])
        if self.changes:
            self.highlighted = min(place, len(self.changes) - 1)


def _notes(preview: Preview) -> Iterable[Message]:
    yield from preview.plan.notes
    for path in preview.uncommitted:
        yield msg("{path} is not as the last commit has it: the fix would stand among your changes", path=path)


def _line(change: Change, written: set[str]) -> Content:
    if isinstance(change, Choice):
        return _choice(change)
    if isinstance(change, FileDiff):
        taken = str(change.path) in written
        mark = Content.styled("■", "$text-accent") if taken else Content.styled("□", "$quiet")
        counts = change_counts(change)
        gap = " " * max(_COUNTS - counts.cell_length, 1)
        name = one_line(str(change.path))
        path = Content(name) if taken else Content.styled(name, "$quiet strike")
        word = action_word(change) if taken else say("skipped").plain
        return Content.assemble(mark, " ", counts, gap, padded(word, _WORD), " ", path)
    if isinstance(change, Command):
        return Content.styled("$ ", "$text-accent bold") + Content(command_line(change)[2:])
    if isinstance(change, Note):
        return glyph(WARNING, "bold") + Content(" ") + line(change.message)
    text = say(
        "left out: {rule} at {place}: {reason}",
        rule=change.finding.rule,
        place=str(change.finding.location),
        reason=change.reason,
    )
    return glyph(NONE) + Content(" ") + line(text.plain, "$quiet")


def _choice(choice: Choice) -> Content:
    answer = (
        line(choice.answer, "bold") if choice.answer is not None else say("not chosen yet").stylize("$text-warning")
    )
    return Content.assemble(
        Content.styled("?", "$text-accent bold"), " ", line(choice.question.text), "  ", answer, choice_remark(choice)
    )


def choice_remark(choice: Choice) -> Content:
    """Say whose word an answer is."""
    if choice.answer is None:
        return Content("")
    return Content("  ") + (hint("your choice") if choice.given else hint("suggested"))
