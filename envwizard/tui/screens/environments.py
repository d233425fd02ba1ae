"""The environments matrix: what each environment really runs with, and where each value comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.coordinate import Coordinate
from textual.events import Resize
from textual.widgets import DataTable, Static

from envwizard.model.environment import Environment, Role
from envwizard.model.finding import Finding
from envwizard.model.matrix import Cell
from envwizard.model.message import msg
from envwizard.tui.bindings import key
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.widgets.finding_detail import FindingDetail
from envwizard.tui.widgets.glyphs import NONE, WARNING, glyph, sign_of
from envwizard.tui.widgets.matrix_cell import (
    NARROWEST,
    STATE_WORD,
    column_head,
    column_widths,
    legend,
    tile,
    tints,
    wanted_width,
)
from envwizard.tui.widgets.safe import hint, line, one_line, padded, safe, say

if TYPE_CHECKING:
    from envwizard.tui.screens.questions import Chosen

# The columns round the names, and one for the scroll bar.
_MARGIN = 3
# What the frame takes of a wide terminal: the room is reckoned from it until the first layout, so that the table is
# filled at once and loses no key that comes early.
_AROUND, _ABOVE = 32, 3
_PLACES = 3
# Lines of the screen that the detail below needs, and columns without which a place says nothing.
_BELOW, _PLACE_ROOM = 16, 18

_ROLE = {
    Role.DEVELOPMENT: msg("development"),
    Role.TEST: msg("test"),
    Role.STAGING: msg("staging"),
    Role.PRODUCTION: msg("production"),
    Role.UNKNOWN: msg("unknown"),
}


class Matrix(DataTable[Content]):
    """The table. ``fill`` is called whenever it has another width."""

    def __init__(self, fill: Callable[[], None]) -> None:
        super().__init__(id="matrix", fixed_columns=1, cursor_background_priority="css", classes="panel")
        self._fill = fill
        self._width = 0

    def on_resize(self, event: Resize) -> None:
        """Fit the columns. (The height follows from what the table holds.)"""
        if event.size.width != self._width:
            self._width = event.size.width
            self.call_after_refresh(self._fill)


class EnvironmentsScreen(StepScreen):
    """The table; below it the chosen cell at length. Enter opens the finding that speaks of the cell."""

    CSS_PATH = "environments.tcss"
    MAIN = "matrix"
    BINDINGS = [key("a", "answer", msg("Answer"), msg("Answer the open questions"))]  # noqa: RUF012 - as Textual declares it

    # The lines that there were when the table was filled.
    _filled_for = 0

    def compose_body(self) -> ComposeResult:
        """Build the table and the detail."""
        yield Matrix(self.show_report)
        detail = FindingDetail(id="cell")
        detail.add_class("panel")
        yield detail
        yield Static(id="questions", markup=False)

    def on_mount(self) -> None:
        """Follow the theme, which the tiles take their colours from."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.show_report())

    def show_report(self) -> None:
        """Fill the table anew, keeping the place of the cursor."""
        report = self.state.report
        table = self.query_one(Matrix)
        table.clear(columns=True)
        self._tell_questions()
        self.panel(table, say("Environments"), legend(), Content(self.step.question))
        table.display = report is not None and self.state.sign(self.step) != NONE
        if report is None or not table.display:
            self._show_nothing()
            return
        matrix, theme = report.matrix, self.app.theme_variables
        names = max((line(row.title).cell_length for row in matrix.rows), default=0)
        table.add_column("", width=names, key="name")
        room = (table.size.width or self.app.size.width - _AROUND) - names - _MARGIN
        places = self._room_for_places(len(matrix.environments), len(matrix.rows), room)
        columns = [[row.cells[number] for row in matrix.rows] for number in range(len(matrix.environments))]
        heads = [line(environment.name).cell_length for environment in matrix.environments]
        wanted = [
            max([head, *(wanted_width(cell) for cell in cells)]) for head, cells in zip(heads, columns, strict=True)
        ]
        widths = column_widths(wanted, room)
        for number, (environment, cells) in enumerate(zip(matrix.environments, columns, strict=True)):
            head = column_head(environment.name, cells, widths[number], theme)
            table.add_column(head, width=widths[number], key=str(number))
        tint = tints(theme)
        for row in matrix.rows:
            tiles = (
                tile(cell, width, tint.get(cell.state), places=places)
                for cell, width in zip(row.cells, widths, strict=True)
            )
            table.add_row(line(row.title, "$foreground 70%"), *tiles, height=2 if places else 1)
        row_number, column = self.state.cell
        table.move_cursor(row=min(row_number, len(matrix.rows) - 1), column=min(max(column, 1), len(widths)))
        self._show_cell(table.cursor_coordinate)

    def _height(self) -> int:
        return self.query_one("#body").size.height or self.app.size.height - _ABOVE

    def _room_for_places(self, environments: int, rows: int, room: int) -> bool:
        """Tell whether each value can have its place below it."""
        self._filled_for = self._height()
        return self._filled_for >= 2 * rows + _BELOW and room // max(environments, 1) >= _PLACE_ROOM

    def _show_nothing(self) -> None:
        detail = self.query_one(FindingDetail)
        self.panel(detail, say("Nothing to show"))
        if self.state.report is None:
            detail.show([(say("State"), say("The project is still being probed."))])
            return
        if self.state.nothing_to_check:
            detail.show([(say("State"), say("Nothing of a Python project was found here."))])
            return
        reason = say(
            "The project names no environments: no .env.production, no compose file, unit, workflow or script that "
            "belongs to one was found."
        )
        detail.show([(say("State"), reason), (say("Next"), say("n goes on to the pitfalls."))])

    # Questions

    def _tell_questions(self) -> None:
        notice, count = (
            self.query_one("#questions", Static),
            len(self.state.report.questions) if self.state.report else 0,
        )
        notice.display = bool(count)
        text = (
            say("1 question is open: a shows it.")
            if count == 1
            else say("{count} questions are open: a shows them.", count=count)
        )
        notice.update(glyph(WARNING, "bold") + Content(" ") + text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show the key for answers only where there is something to answer."""
        if action == "answer":
            return bool(self.state.questions)
        return super().check_action(action, parameters)

    def action_answer(self) -> None:
        """Show the questions."""
        from envwizard.tui.screens.questions import QuestionsScreen

        def chosen(answer: Chosen | None) -> None:
            if answer is not None:
                self.wizard.answered(answer.question, answer.value, keep=answer.keep)

        self.app.push_screen(QuestionsScreen(self.state.questions), chosen)

    # The chosen cell

    def _chosen(self, place: Coordinate) -> tuple[str, Environment, Cell] | None:
        report = self.state.report
        if report is None or place.row >= len(report.matrix.rows):
            return None
        row = report.matrix.rows[place.row]
        if not 1 <= place.column <= len(row.cells):
            return None
        return row.title.render(), report.matrix.environments[place.column - 1], row.cells[place.column - 1]

    def _found(self, cell: Cell) -> list[Finding]:
        by_print = {finding.fingerprint: finding for finding in self.state.findings}
        return [by_print[each] for each in cell.findings if each in by_print]

    def _show_cell(self, place: Coordinate) -> None:
        chosen = self._chosen(place)
        if chosen is None:
            return
        name, environment, cell = chosen
        found = self._found(cell)
        findings = Content("\n").join(
            glyph(sign_of(each.severity), "bold") + Content(f" {each.rule}  ") + line(each.message) for each in found
        )
        role = environment.role.value
        detail = self.query_one(FindingDetail)
        detail.show(
            [
                *self._sources(cell),
                (say("Found"), findings),
                (say("Named by"), self._evidence(environment)),
            ]
        )
        state = glyph(sign_of(cell.state), "bold") + Content(" ") + safe(STATE_WORD[cell.state])
        where = msg("{row} in {environment}", row=name, environment=environment.name)
        title = state + Content("  ") + line(where, "not bold $foreground 70%")
        asides = [hint("role: {role}", role=_ROLE[environment.role])] if role != environment.name else []
        if found:
            asides.append(hint("Enter opens {rule}", rule=found[0].rule))
        self.panel(detail, title, Content("  ").join(asides))

    def _sources(self, cell: Cell) -> list[tuple[Content, Content]]:
        """Say what the value is and who gives it; where there are several, each with its own place."""
        if len(cell.sources) < 2:
            return [
                (say("Value"), line(cell.value)),
                (say("From"), safe(cell.origin)),
                (say("Place"), line(str(cell.location), "$text-accent") if cell.location else Content("")),
            ]
        width = min(max(Content(one_line(source.text)).cell_length for source in cell.sources), NARROWEST)
        rows = []
        for source in cell.sources:
            value = Content.styled(padded(one_line(source.text), width), "bold")
            place = line(f"  {source.location}", "$text-accent") if source.location else Content("")
            rows.append(value + place + Content("  ") + line(source.origin))
        return [(say("Values"), Content("\n").join(rows))]

    def _evidence(self, environment: Environment) -> Content:
        """Say why there is such an environment at all."""
        rows = [
            line(str(each.location), "$text-accent") + Content("  ") + line(each.message)
            for each in environment.evidence[:_PLACES]
        ]
        return Content("\n").join(rows)

    def on_resize(self) -> None:
        """Show the places, or leave them out, where only the height is another."""
        if self._built:
            self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self._height() != self._filled_for:
            self.show_report()

    def on_data_table_cell_highlighted(self, event: DataTable.CellHighlighted) -> None:
        """Show the cell at length; the names at the left are no cells."""
        event.stop()
        if event.coordinate != event.data_table.cursor_coordinate:
            return  # the cursor has gone on since
        if event.coordinate.column == 0 and len(event.data_table.columns) > 1:
            event.data_table.move_cursor(column=1)
            return
        self.state.cell = (event.coordinate.row, event.coordinate.column)
        self._show_cell(event.coordinate)

    def on_data_table_cell_selected(self, event: DataTable.CellSelected) -> None:
        """Open the loudest finding that speaks of the cell."""
        event.stop()
        chosen = self._chosen(event.coordinate)
        found = self._found(chosen[2]) if chosen else []
        if found:
            self.open_finding(found[0])
