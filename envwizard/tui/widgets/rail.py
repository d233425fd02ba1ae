"""Where the user is: the rail at the left of wide terminals, and one line of steps in narrow ones."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from envwizard.tui.state import WizardState
from envwizard.tui.steps import PITFALLS, STEPS, Step, step_named
from envwizard.tui.widgets.glyphs import glyph
from envwizard.tui.widgets.safe import padded

_NAME = 14
# From this width on, steps without a pitfall are named; the pitfalls are their keys until they are opened.
_ROOM_FOR_NAMES = 78
_OTHER = "$foreground 70%"


class Rail(OptionList, can_focus=False):
    """The steps one below the other, with their sign and count; a click opens one."""

    DEFAULT_CSS = """
    Rail {
        width: 26; height: 1fr; max-height: 100%; border: none; border-right: solid $line; padding: 1 1 0 1;
        background: $background; display: none;
    }
    Rail > .option-list--option-highlighted {
        background: $block-cursor-blurred-background; color: $foreground; text-style: bold;
    }
    """

    class Chosen(Message):
        """The user clicked on a step."""

        def __init__(self, step: Step) -> None:
            self.step = step
            super().__init__()

    def __init__(self, state: WizardState, step: Step) -> None:
        super().__init__(id="rail")
        self._state, self.step = state, step

    def show(self) -> None:
        """Show how the steps stand."""
        options: list[Option | None] = []
        for step in STEPS:
            if step is PITFALLS[0] or (options and STEPS[STEPS.index(step) - 1] is PITFALLS[-1]):
                options.append(None)
            count = self._state.count(step)
            number = f"{count:>3}" if count else "   "
            key = Content.styled(f" {step.key} ", "$quiet")
            line = glyph(self._state.sign(step)) + key + Content(padded(step.name, _NAME) + number)
            options.append(Option(line, id=step.id))
        self.set_options(options)
        self.highlighted = self.get_option_index(self.step.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the step that was clicked."""
        event.stop()
        if event.option_id:
            self.post_message(self.Chosen(step_named(event.option_id)))


class Stepper(Static):
    """The steps in one line."""

    DEFAULT_CSS = """
    Stepper { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, state: WizardState, step: Step) -> None:
        super().__init__(id="stepper")
        self._state, self.step = state, step

    def on_resize(self) -> None:
        """Fit the line."""
        self.show()

    def show(self) -> None:
        """Show how the steps stand."""
        width = self.content_size.width
        names = width >= _ROOM_FOR_NAMES
        parts = []
        for step in STEPS:
            here = step is self.step
            mark = glyph(self._state.sign(step)) + Content(" ")
            if here:
                parts.append(mark + Content.styled(f"{step.key} {step.name}", "$text-accent bold underline"))
            elif names and not step.number:
                parts.append(mark + Content.styled(f"{step.key} ", "$quiet") + Content.styled(step.name, _OTHER))
            else:
                parts.append(mark + Content.styled(step.key, _OTHER))
        roomy = Content("  ").join(parts)
        self.update(roomy if roomy.cell_length <= width else Content(" ").join(parts))
