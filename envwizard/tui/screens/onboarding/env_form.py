"""The env file as a form: a line for each key, and a place to type the value of the chosen one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from envwizard.model.env_form import EnvField, EnvForm
from envwizard.model.message import msg
from envwizard.tui.bindings import key
from envwizard.tui.onboarding import WizardOnboarding
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets import glyphs
from envwizard.tui.widgets.glyphs import glyph
from envwizard.tui.widgets.key_bar import KeyBar
from envwizard.tui.widgets.safe import hint, line, one_line, padded, safe, say

_MASK = "••••••••"
_LONGEST = 28


class EnvFormScreen(Dialog[dict[str, str]]):
    """Gives what was typed, by key. Nothing is written here: the file is shown first."""

    CSS_PATH = "env_form.tcss"
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("a", "take", msg("Take these values")),
        key("g", "make_up", msg("Make up")),
        key("x", "empty", msg("Leave empty")),
        key("question_mark", "keys", msg("Help"), key_display="?"),
    ]

    def __init__(self, onboarding: WizardOnboarding, typed: dict[str, str]) -> None:
        """Take what was typed or made up earlier, by key; what is typed here goes into it at once."""
        super().__init__()
        self._onboarding = onboarding
        form = onboarding.form
        assert form is not None
        self._form: EnvForm = form
        self._values = typed

    def compose(self) -> ComposeResult:
        """Build the list of keys, what is known of one, the place to type and the buttons."""
        with Vertical(id="sheet"):
            yield OptionList(id="keys", classes="panel")
            with Vertical(id="about", classes="panel"):
                yield Static(id="known", markup=False)
                yield Input(id="value", compact=True, select_on_focus=False)
                yield Static(id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(say("Take these values"), id="take", classes="main", compact=True)
                yield Button(say("Make up the secrets"), id="secrets", compact=True)
                yield Button(say("Back"), id="back", compact=True)
                yield Static(id="aside", classes="aside", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the first key that wants a value."""
        self._show()
        keys = self.query_one("#keys", OptionList)
        fields = self._form.fields
        keys.highlighted = next((place for place, field in enumerate(fields) if self._is_missing(field)), 0)
        keys.focus()

    # What is shown

    @property
    def _field(self) -> EnvField | None:
        place = self.query_one("#keys", OptionList).highlighted
        return self._form.fields[place] if place is not None and place < len(self._form.fields) else None

    def _value(self, field: EnvField) -> str:
        return self._values.get(field.key, field.value.reveal())

    def _is_missing(self, field: EnvField) -> bool:
        return field.is_missing and field.key not in self._values

    def _wants_secret(self, field: EnvField) -> bool:
        """Whether a secret can be made up for it and it has none, or only a placeholder."""
        placeholder = field.is_placeholder and field.key not in self._values
        return bool(field.generator) and not field.present and (placeholder or not self._value(field))

    def _show(self) -> None:
        keys = self.query_one("#keys", OptionList)
        place = keys.highlighted
        width = min(max((len(field.key) for field in self._form.fields), default=0), _LONGEST)
        keys.set_options([Option(self._line(field, width)) for field in self._form.fields])
        keys.highlighted = place if place is not None else 0
        missing = sum(self._is_missing(field) for field in self._form.fields)
        one = say("1 key wants a value") if missing == 1 else say("{count} keys want a value", count=missing)
        self.panel(keys, say("Fill in {path}", path=self._form.path), one if missing else say("nothing is missing"))
        self.query_one("#secrets", Button).display = any(map(self._wants_secret, self._form.fields))
        self.query_one("#aside", Static).update(say("nothing is written yet"))
        self._show_field()

    def _line(self, field: EnvField, width: int) -> Content:
        value = self._value(field)
        sign = glyphs.WARNING if self._is_missing(field) else glyphs.OK if value else glyphs.NONE
        shown = Content(_MASK) if value and field.is_secret else line(value)
        remarks = []
        if field.present:
            remarks.append(say("is there already"))
        elif field.is_placeholder and field.key not in self._values:
            remarks.append(say("a placeholder of the example"))
        elif not value and field.optional:
            remarks.append(say("optional") if not field.is_wanted else say("the code has no default"))
        elif not value:
            remarks.append(say("the code stops without it"))
        remark = Content("  ") + Content(", ").join(remarks).stylize("$quiet") if remarks else Content("")
        name = Content.styled(padded(one_line(field.key), width), "bold").truncate(width, ellipsis=True)
        return Content.assemble(glyph(sign, "bold"), " ", name, "  ", shown.truncate(_LONGEST, ellipsis=True), remark)

    def _show_field(self) -> None:
        field = self._field
        if field is None:
            return
        rows = []
        if field.comment:
            rows.append(safe(field.comment))
        if field.read is not None:
            rows.append(hint("read at {place}", place=field.read))
        if field.code_default and not field.is_secret:
            rows.append(hint("without it the code takes {value}", value=field.code_default))
        if field.generator:
            rows.append(hint("g makes up a value"))
        self.query_one("#known", Static).update(Content("\n").join(rows))
        entry = self.query_one(Input)
        entry.password = field.is_secret
        entry.value = self._value(field)
        entry.disabled = bool(field.present)
        self.query_one("#problem", Static).update("")
        self.panel(self.query_one("#about"), line(field.key), say("Enter types, Esc goes back"))
        self.refresh_bindings()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something to the chosen key."""
        field = self._field if self.is_mounted else None
        typing = isinstance(self.focused, Input)
        if action == "make_up":
            return not typing and field is not None and bool(field.generator) and not field.present
        if action == "empty":
            return not typing and field is not None and not field.present
        return not typing if action in ("take", "keys") else True

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the key that the cursor is on."""
        event.stop()
        self._show_field()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter goes to the place to type."""
        event.stop()
        if not self.query_one(Input).disabled:
            self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value if the project's readers can read it, and go on to the next key that wants one."""
        event.stop()
        field = self._field
        if field is None:
            return
        problem = self._onboarding.problem(field.key, event.value)
        if problem is not None and problem.blocking:
            self.query_one("#problem", Static).update(safe(problem.message, "$text-error"))
            return
        self._values[field.key] = event.value
        self._go_on()
        if problem is not None:
            self.wizard.tell(safe(problem.message))

    def _go_on(self) -> None:
        self._show()
        keys = self.query_one("#keys", OptionList)
        fields, here = self._form.fields, keys.highlighted or 0
        keys.highlighted = next(
            (place for place in range(here + 1, len(fields)) if self._is_missing(fields[place])), here
        )
        keys.focus()

    def action_make_up(self) -> None:
        """Make up a value for the chosen key."""
        if (field := self._field) is not None:
            self._values[field.key] = self._onboarding.make_up(field.key)
            self._go_on()

    def action_empty(self) -> None:
        """Leave the chosen key without a value."""
        if (field := self._field) is not None:
            self._values[field.key] = ""
            self._go_on()

    def action_take(self) -> None:
        """Give what was typed."""
        self.dismiss(self._values)

    def action_cancel(self) -> None:
        """From the place to type go back to the keys, from there go back without an answer."""
        if isinstance(self.focused, Input):
            self._show_field()
            self.query_one("#keys").focus()
        else:
            self.dismiss(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "take":
            self.action_take()
        elif event.button.id == "secrets":
            for field in self._form.fields:
                if self._wants_secret(field):
                    self._values[field.key] = self._onboarding.make_up(field.key)
            self._show()
        else:
            self.dismiss(None)
