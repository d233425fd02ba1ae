"""What only the user knows: the questions that the evidence leaves open, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from envwizard.model.message import msg
from envwizard.model.question import Question
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.safe import line, safe, say


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer: for this session, or to be kept in the project's configuration."""

    question: str
    value: str
    keep: bool


class QuestionsScreen(Dialog[Chosen]):
    """Shows a question with what speaks for which answer. Enter answers for now, ``k`` keeps the answer.

    A question without choices takes any text.
    """

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("k", "keep", msg("Keep")),
        key("left", "other(-1)", msg("Previous question")),
        key("right", "other(1)", msg("Next question")),
        key("question_mark", "keys", msg("Help"), msg("Show the keys of this screen"), show=False),
    ]
    # Not DEFAULT_CSS: what all dialogs share would outweigh it.
    CSS = """
    QuestionsScreen .dialog { width: 84; }
    QuestionsScreen #asked { height: auto; max-height: 11; scrollbar-size-vertical: 1; }
    QuestionsScreen #asked Static { height: auto; }
    QuestionsScreen #choices { height: auto; max-height: 8; margin-top: 1; border: none; padding: 0; }
    QuestionsScreen.-short #choices { margin-top: 0; }
    QuestionsScreen Input { display: none; margin-top: 1; }
    QuestionsScreen.free Input { display: block; }
    QuestionsScreen.free #choices { display: none; }
    """

    def __init__(self, questions: tuple[Question, ...], *, in_force: str | None = None) -> None:
        """Take the questions; ``in_force`` is the answer that the one question has already."""
        super().__init__()
        self._questions = questions
        self._in_force = in_force
        self._place = 0

    def compose(self) -> ComposeResult:
        """Build the question, the choices and the buttons."""
        with Vertical(classes="dialog", id="box"):
            with VerticalScroll(id="asked", can_focus=False):
                yield Static(id="text", markup=False)
            yield OptionList(id="choices")
            yield Input(id="free", compact=True, select_on_focus=False)
            with Horizontal(classes="buttons"):
                yield Button(say("Answer"), id="answer", classes="main", compact=True)
                yield Button(say("Answer and keep"), id="keep", compact=True)
                yield Button(say("Back"), id="back", compact=True)

    def on_mount(self) -> None:
        """Show the first question."""
        self._show()

    @property
    def _question(self) -> Question:
        return self._questions[self._place]

    def _show(self) -> None:
        question, count = self._question, len(self._questions)
        rows = [Content.styled(safe(question.text).plain, "bold")]
        rows += [
            Content("  ") + line(str(one.location), "$text-accent") + Content("  ") + line(one.message)
            for one in question.evidence
        ]
        self.query_one("#text", Static).update(Content("\n").join(rows))
        options = self.query_one("#choices", OptionList)
        options.set_options([Option(self._choice(value)) for value in question.choices])
        self.set_class(not question.choices, "free")
        now = self._in_force or question.default
        if question.choices:
            options.highlighted = question.choices.index(now) if now in question.choices else 0
            options.focus()
        else:
            self.query_one(Input).value = now or ""
            self.query_one(Input).focus()
        title = (
            say("Question") if count == 1 else say("Question {place} of {count}", place=self._place + 1, count=count)
        )
        if question.choices:
            many, one = say("← → others, k keeps it, Esc goes back"), say("k keeps it, Esc goes back")
        else:
            many, one = say("← → others, Enter answers, Esc goes back"), say("Enter answers, Esc goes back")
        self.panel(self.query_one("#box"), title, many if count > 1 else one)

    def _choice(self, value: str) -> Content:
        if value == self._in_force:
            return line(value) + Content.styled("  " + say("in force").plain, "$quiet")
        if value != self._question.default:
            return line(value)
        answered = self._place >= len(self.state.report.questions) if self.state.report is not None else False
        return line(value) + Content.styled(
            "  " + (say("as answered") if answered else say("suggested")).plain, "$quiet"
        )

    def _value(self) -> str | None:
        if not self._question.choices:
            return self.query_one(Input).value.strip() or None
        place = self.query_one("#choices", OptionList).highlighted
        return self._question.choices[place] if place is not None else None

    def _give(self, keep: bool) -> None:
        value = self._value()
        if value is not None:
            self.dismiss(Chosen(self._question.id, value, keep))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter answers."""
        event.stop()
        self._give(keep=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers."""
        event.stop()
        self._give(keep=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "back":
            self.action_cancel()
        else:
            self._give(keep=event.button.id == "keep")

    def action_keep(self) -> None:
        """Answer, and show what keeping the answer would write."""
        self._give(keep=True)

    def action_other(self, move: int) -> None:
        """Go to another question."""
        self._place = (self._place + move) % len(self._questions)
        self._show()
