"""What the steps with a list of findings have in common: filter, order and groups, the editor, the clipboard."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Input

from envwizard.model.finding import Finding
from envwizard.model.message import msg
from envwizard.tui.arrangement import GROUPING_SAID, ORDER_SAID, Heading
from envwizard.tui.bindings import key
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.widgets.file_line import command_line
from envwizard.tui.widgets.safe import one_line, safe, say, visible


class FilterLine(Input):
    """Where the words of the filter are typed; there only while it is used."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("enter", "submit", msg("To the list")),
        key("escape", "screen.one_back", msg("List everything")),
    ]
    DEFAULT_CSS = """
    FilterLine { display: none; margin: 0 1; background: $panel; }
    FilterLine.used { display: block; }
    FilterLine > .input--placeholder { color: $quiet; }
    """

    def __init__(self) -> None:
        placeholder = msg("Words of the finding, its file, rule or environment").render()
        super().__init__(placeholder=placeholder, id="filter", compact=True, select_on_focus=False)


class FindingsScreen(StepScreen):
    """A step that lists findings; how they are listed holds for all of these steps."""

    # The list has the focus first, not the filter above it.
    AUTO_FOCUS = ""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("slash", "filter", msg("Filter the findings"), show=False),
        key("s", "sort", msg("Sort the findings otherwise"), show=False),
        key("g", "group", msg("Group the findings by file or environment"), show=False),
        key("o", "open_editor", msg("Open the file in your editor"), show=False),
        key("y", "copy", msg("Copy the finding"), show=False),
        key("Y", "copy_command", msg("Copy the commands of the fix"), show=False),
    ]

    @property
    def finding(self) -> Finding | None:
        """The highlighted finding."""
        raise NotImplementedError

    def arranged(self, findings: tuple[Finding, ...]) -> list[Finding | Heading]:
        """List the findings as the user asked for."""
        names = {rule.code: rule.name for rule in self.state.session.rules}
        return self.state.arrangement.arranged(findings, names)

    @property
    def arrangement_said(self) -> list[Content]:
        """How the list differs from the usual one."""
        return [Content(one_line(each)) for each in self.state.arrangement.said]

    def show_frame(self) -> None:
        """Show the words of the filter as well, which may have been given in another step."""
        super().show_frame()
        line, words = self.query_one(FilterLine), self.state.arrangement.words
        if not line.has_focus:
            line.set_class(bool(words), "used")
            line.value = words

    # Keys

    def action_filter(self) -> None:
        """Take words that a finding must have to be listed."""
        line = self.query_one(FilterLine)
        line.add_class("used")
        line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what has the words so far."""
        event.stop()
        if self.state.arrangement.words != event.value:
            self.state.arrangement.words = event.value
            self.show_report()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on in the list."""
        event.stop()
        self.query_one(FilterLine).set_class(bool(event.value), "used")
        self.focus_main()

    def action_one_back(self) -> None:
        """Take the filter away first."""
        line = self.query_one(FilterLine)
        if not line.has_class("used"):
            super().action_one_back()
            return
        self.focus_main()
        line.remove_class("used")
        line.value = self.state.arrangement.words = ""
        self.show_report()

    def action_sort(self) -> None:
        """Take the next order."""
        self.state.arrangement.turn_order()
        self.show_report()
        self.wizard.tell(safe(ORDER_SAID[self.state.arrangement.order]))

    def action_group(self) -> None:
        """Take the next grouping."""
        self.state.arrangement.turn_grouping()
        self.show_report()
        self.wizard.tell(safe(GROUPING_SAID[self.state.arrangement.grouping]))

    def action_open_editor(self) -> None:
        """Open the file of the highlighted finding in the user's editor."""
        if self.finding is not None:
            self.wizard.open_editor(self.finding.location)

    def action_copy(self) -> None:
        """Put the finding into the clipboard."""
        if (finding := self.finding) is not None:
            head = f"{one_line(str(finding.location))}: {finding.rule} {one_line(finding.message)}"
            self.app.copy_to_clipboard(f"{head}\n{visible(finding.why.render())}\n")
            place = str(finding.location)
            self.wizard.tell(say("Copied the finding {rule} at {place}.", rule=finding.rule, place=place))

    def action_copy_command(self) -> None:
        """Put the commands that the fix runs, or tells of, into the clipboard."""
        finding = self.finding
        preview = self.state.previews.get(finding.fingerprint) if finding is not None else None
        commands = list(preview.commands) if preview is not None else []
        if preview is not None:
            commands += [one for left in preview.plan.left_out if left.fix for one in left.fix.commands]
        self.wizard.copy_commands(command_line(one).removeprefix("$ ") for one in commands)
