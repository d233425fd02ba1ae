"""Split: which of the listed distributions the project asks for, and which come with them."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from envwizard.model.message import Message, msg
from envwizard.model.migration import SplitPackage
from envwizard.tui.migration import WizardMigration
from envwizard.tui.screens.migration.stage import Stage
from envwizard.tui.widgets.glyphs import WARNING, glyph
from envwizard.tui.widgets.safe import line, one_line, padded, safe, say

# Columns of the widest name, version and list of those that need it.
_NAME, _VERSION, _LAYER = 26, 11, 12
# From so many columns on, who needs a package and its layer have columns of their own.
_NEEDED_FROM, _LAYER_FROM = 74, 110
_GAP = "  "

_ORDERS: dict[str, tuple[Message, Callable[[SplitPackage], tuple[object, ...]]]] = {
    "call": (msg("your call first"), lambda one: (one.sure, not one.direct, one.name)),
    "name": (msg("by name"), lambda one: (one.name,)),
    "needed": (msg("by what needs it"), lambda one: (one.needed_by, one.name)),
}


class SplitStage(Stage):
    """The table. A tick says that the project asks for a package itself."""

    MAIN = "packages"
    DOES = ("filter", "sort")

    def __init__(self) -> None:
        super().__init__("split")
        self._all: tuple[SplitPackage, ...] = ()
        self._rows: list[SplitPackage] = []
        self._place: dict[str, int] = {}
        self._order = "call"
        self._lost: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Build the filter, the table and what is said of the chosen row."""
        placeholder = msg("Words of the name, the reason or what needs it").render()
        yield Input(id="words", placeholder=placeholder, compact=True, select_on_focus=False)
        yield Static(id="doubt", markup=False)
        yield Static(id="columns", markup=False)
        yield OptionList(id="packages")
        yield Static(id="reason", markup=False)

    def show(self, migration: WizardMigration) -> None:
        """Fill the table."""
        known = {one.name for one in self._all}
        self._all = migration.found.split
        self._lost = migration.found.unreached
        doubt, shown = migration.found.doubt, self.query_one("#doubt", Static)
        shown.display = doubt is not None
        shown.update(glyph(WARNING, "bold") + Content(" ") + safe(doubt or ""))
        if known != {one.name for one in self._all}:
            self._arrange()
        self._draw()

    def heads(self, migration: WizardMigration) -> tuple[Content, Content]:
        """Say how many there are, and how they are listed."""
        direct = sum(one.direct for one in self._all)
        title = say("{direct} of {total} packages are asked for", direct=direct, total=len(self._all))
        open_calls = sum(not one.sure for one in self._all)
        said = [say("1 is your call") if open_calls == 1 else say("{count} are your call", count=open_calls)]
        parts = [*(said if open_calls else ()), safe(_ORDERS[self._order][0]), say("Enter tells why")]
        return title, Content(" · ").join(parts)

    @property
    def package(self) -> SplitPackage | None:
        """The package that is looked at."""
        place = self.query_one("#packages", OptionList).highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    def sort(self) -> None:
        """Take the next order."""
        names = list(_ORDERS)
        self._order = names[(names.index(self._order) + 1) % len(names)]
        self._arrange()
        self._draw()

    def _arrange(self) -> None:
        """Order the rows; they stay where they are when one is ticked."""
        ordered = sorted(self._all, key=_ORDERS[self._order][1])
        self._place = {one.name: place for place, one in enumerate(ordered)}

    # The filter

    @property
    def filtering(self) -> bool:
        """Whether the filter is in use."""
        return self.query_one("#words").has_class("used")

    def filter(self) -> None:
        """Take words that a row must have."""
        words = self.query_one("#words", Input)
        words.add_class("used")
        words.focus()

    def unfilter(self) -> None:
        """List everything again."""
        words = self.query_one("#words", Input)
        words.value = ""
        words.remove_class("used")
        self.focus_main()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what has the words so far."""
        event.stop()
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on in the table."""
        event.stop()
        self.query_one("#words").set_class(bool(event.value), "used")
        self.focus_main()

    # What is shown

    def on_resize(self) -> None:
        """Fit the columns."""
        self._draw()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what decided the row."""
        event.stop()
        self._explain()

    def _draw(self) -> None:
        options = self.query_one("#packages", OptionList)
        width = options.scrollable_content_region.width
        at = self.package.name if self.package is not None else None
        words = self.query_one("#words", Input).value.lower().split()
        rows = [one for one in self._all if all(word in _text(one) for word in words)]
        self._rows = sorted(rows, key=lambda one: self._place[one.name])
        if not width:
            return
        columns = self._columns(width)
        self.query_one("#columns", Static).update(self._head(columns))
        options.set_options([Option(self._line(one, columns)) for one in self._rows])
        names = [one.name for one in self._rows]
        if names:
            options.highlighted = names.index(at) if at in names else 0
        self._explain()

    def _columns(self, width: int) -> tuple[int, int, int, int]:
        """Give the widths of the name, the version, the layer and of those that need it; 0 leaves a column out."""

        def widest(head: Content, texts: list[str], most: int) -> int:
            return max(
                min(max((Content(one_line(text)).cell_length for text in texts), default=0), most), head.cell_length
            )

        heads = self._heads()
        name = widest(heads[0], [one.name for one in self._all], _NAME)
        version = widest(heads[1], [one.version or "" for one in self._all], _VERSION)
        several = len({one.layer for one in self._all}) > 1 and width >= _LAYER_FROM
        layer = widest(heads[2], [one.layer for one in self._all], _LAYER) if several else 0
        needed = (width - name - version - layer) // 4 if width >= _NEEDED_FROM else 0
        return name, version, layer, needed

    def _heads(self) -> tuple[Content, Content, Content, Content]:
        return say("package"), say("version"), say("layer"), say("needed by")

    def _head(self, columns: tuple[int, int, int, int]) -> Content:
        cells = [
            _cell(head.plain, width, "").plain for head, width in zip(self._heads(), columns, strict=True) if width
        ]
        return Content.styled("     " + _GAP.join([*cells, say("decided by").plain]), "$quiet")

    def _line(self, one: SplitPackage, columns: tuple[int, int, int, int]) -> Content:
        mark = Content.styled("[x]", "$text-accent bold") if one.direct else Content.styled("[ ]", "$quiet")
        call = Content(" ") if one.sure else Content.styled("?", "$text-warning bold")
        texts = (one.name, one.version or "–", one.layer, ", ".join(one.needed_by) or "–")
        cells = [
            _cell(text, width, "bold" if one.direct and not place else "" if not place else "$foreground 80%")
            for place, (text, width) in enumerate(zip(texts, columns, strict=True))
            if width
        ]
        reason = line(one.reason, "" if one.direct or not one.sure else "$quiet")
        return Content.assemble(mark, call, " ", Content(_GAP).join([*cells, reason]))

    def _explain(self) -> None:
        one, text = self.package, Content("")
        if one is None:
            text = say("Nothing here has these words; Esc lists everything again.")
        elif one.name in self._lost:
            text = (
                glyph(WARNING, "bold")
                + Content(" ")
                + say("{name} would leave the lock: it is not asked for, and nothing that is needs it.", name=one.name)
            )
        else:
            text = Content.styled(one_line(one.name), "bold") + Content("  ") + safe(one.reason)
            if not one.sure:
                question = say("Is it yours? Space takes it; left so, it comes with others.")
                if one.direct:
                    question = say("Is it yours? Left so, it is; Space leaves it to others.")
                text += Content("  ") + question.stylize("$text-warning")
        others = [name for name in self._lost if one is None or name != one.name]
        if others:
            names = ", ".join(others[:4])
            text += (
                Content("\n")
                + glyph(WARNING, "bold")
                + Content(" ")
                + say("Would leave the lock: {names}", names=names)
            )
        self.query_one("#reason", Static).update(text)


def _cell(text: str, width: int, style: str) -> Content:
    shown = Content(one_line(text)).truncate(width, ellipsis=True).plain
    return Content.styled(padded(shown, width), style) if style else Content(padded(shown, width))


def _text(one: SplitPackage) -> str:
    return " ".join((one.name, one.layer, str(one.reason), *one.needed_by)).lower()
