"""The environments matrix: what each environment really runs with, and where each value comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.content import Content
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Static

from envwizard.model.environment import Environment, Role
from envwizard.model.finding import Finding
from envwizard.model.matrix import Cell, CellState
from envwizard.model.message import msg
from envwizard.tui.bindings import key
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.widgets.finding_detail import FindingDetail
from envwizard.tui.widgets.glyphs import NONE, WARNING, glyph, sign_of
from envwizard.tui.widgets.safe import hint, line, one_line, padded, safe, say

if TYPE_CHECKING:
    from envwizard.tui.screens.questions import Chosen

# Columns of the terminal: of a value at least, between two values, and of the table's own edges.
_NARROWEST, _GAP, _MARGIN = 12, 2, 8
_PLACES = 3
_WORD = {
    CellState.OK: msg("OK"),
    CellState.PROBLEM: msg("PROBLEM"),
    CellState.WARNING: msg("WARNING"),
    CellState.NONE: msg("NOT SET"),
}


_ROLE = {
    Role.DEVELOPMENT: msg("development"),
    Role.TEST: msg("test"),
    Role.STAGING: msg("staging"),
    Role.PRODUCTION: msg("production"),
    Role.UNKNOWN: msg("unknown"),
}


class EnvironmentsScreen(StepScreen):
    """The table; below it the chosen cell at length. Enter opens the finding that speaks of the cell."""

    CSS_PATH = "environments.tcss"
    MAIN = "matrix"
    BINDINGS = [key("a", "answer", msg("Answer"), msg("Answer the open questions"))]  # noqa: RUF012 - as Textual declares it

    def compose_body(self) -> ComposeResult:
        """Build the table and the detail."""
        table: DataTable[Content] = DataTable(id="matrix", fixed_columns=1, zebra_stripes=False, classes="panel")
        yield table
        detail = FindingDetail(id="cell")
        detail.add_class("panel")
        yield detail
        yield Static(id="questions", markup=False)

    def show_report(self) -> None:
        """Fill the table anew, keeping the place of the cursor."""
        report = self.state.report
        table = self.query_one("#matrix", DataTable)
        table.clear(columns=True)
        self._tell_questions()
        self.panel(table, say("Environments"), None, Content(self.step.question))
        table.display = report is not None and self.state.sign(self.step) != NONE
        if report is None or not table.display:
            self._show_nothing()
            return
        names = max((line(row.title).cell_length for row in report.matrix.rows), default=0)
        table.add_column("", width=names, key="name")
        wanted = []
        for number, environment in enumerate(report.matrix.environments):
            texts = [environment.name, *("  " + self._value(row.cells[number]) for row in report.matrix.rows)]
            wanted.append(max(Content(one_line(text)).cell_length for text in texts))
        widths = column_widths(wanted, table.size.width - names - _MARGIN)
        for number, (environment, width) in enumerate(zip(report.matrix.environments, widths, strict=True)):
            table.add_column(self._head(environment, width), width=width, key=str(number))
        for row in report.matrix.rows:
            cells = (self._cell(cell, width) for cell, width in zip(row.cells, widths, strict=True))
            table.add_row(line(row.title, "$foreground 70%"), *cells)
        rows, columns = len(report.matrix.rows), len(report.matrix.environments)
        row_number, column = self.state.cell
        table.move_cursor(row=min(row_number, rows - 1), column=min(max(column, 1), columns))
        self._show_cell(table.cursor_coordinate)

    def _head(self, environment: Environment, width: int) -> Text:
        # Rich's Text, because a str would be parsed as markup.
        return Text(line(environment.name).truncate(width, ellipsis=True).plain, "bold")

    def _value(self, cell: Cell) -> str:
        return one_line(cell.short) or say("none").plain

    def _cell(self, cell: Cell, width: int) -> Content:
        if cell.state is CellState.NONE:
            return Content.styled(self._value(cell), "$quiet").truncate(width, ellipsis=True)
        text = glyph(sign_of(cell.state), "bold") + Content(f" {self._value(cell)}")
        return text.truncate(width, ellipsis=True)

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
                (say("Enter"), say("opens the finding") if found else Content("")),
                (say("Named by"), self._evidence(environment)),
            ]
        )
        state = glyph(sign_of(cell.state), "bold") + Content(" ") + safe(_WORD[cell.state])
        where = msg("{row} in {environment}", row=name, environment=environment.name)
        title = state + Content("  ") + line(where, "not bold $foreground 70%")
        named = role == environment.name
        self.panel(detail, title, None if named else hint("role: {role}", role=_ROLE[environment.role]))

    def _sources(self, cell: Cell) -> list[tuple[Content, Content]]:
        """Say what the value is and who gives it; where there are several, each with its own place."""
        if len(cell.sources) < 2:
            return [
                (say("Value"), line(cell.value)),
                (say("From"), safe(cell.origin)),
                (say("Place"), line(str(cell.location), "$text-accent") if cell.location else Content("")),
            ]
        width = min(max(Content(one_line(source.text)).cell_length for source in cell.sources), _NARROWEST)
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
        """Fit the columns."""
        if self._built:
            self.call_after_refresh(self.show_report)

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


def column_widths(wanted: Sequence[int], room: int) -> list[int]:
    """Share out the terminal's width: a column gets what it wants, the widest give way first.

    Where even narrow columns have no room, the table scrolls.
    """
    left, widths = room, [0] * len(wanted)
    for done, place in enumerate(sorted(range(len(wanted)), key=lambda each: wanted[each])):
        share = left // (len(wanted) - done) - _GAP
        widths[place] = min(wanted[place], max(share, _NARROWEST))
        left -= widths[place] + _GAP
    return widths
