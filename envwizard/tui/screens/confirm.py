"""The last look before anything is written: the choices, every file, its diff, every command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, OptionList, Static

from envwizard.model.change import Command
from envwizard.model.diff import FileDiff
from envwizard.model.message import Message, msg
from envwizard.model.plan import Choice, Plan, Preview
from envwizard.model.question import Answers
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.screens.panels import relabel
from envwizard.tui.screens.questions import Chosen, QuestionsScreen
from envwizard.tui.widgets.change_list import Change, ChangeList, Note, choice_remark
from envwizard.tui.widgets.detail_rows import steps
from envwizard.tui.widgets.diff_view import DiffView
from envwizard.tui.widgets.file_line import command_flags, command_line, file_summary, told
from envwizard.tui.widgets.key_bar import KeyBar
from envwizard.tui.widgets.safe import hint, line, safe, say

# Computes the fixes by these answers; those answers that are named are kept in the project's configuration.
Compute = Callable[[Answers, Iterable[str]], Plan]


class ConfirmScreen(Dialog[Preview]):
    """Shows what would change. ``a`` or the button applies it, Enter does not, space skips a file.

    A choice that the fixes go by stands above the files; another answer computes them anew.
    """

    CSS_PATH = "confirm.tcss"
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("a", "apply", msg("Apply"), msg("Apply what is shown")),
        key("space", "skip", msg("Skip"), msg("Skip the file, or take it again")),
        key("c", "choose", msg("Choose"), msg("Choose another answer")),
        key("left", "turn(-1)", msg("Choice before"), show=False),
        key("right", "turn(1)", msg("Choice after"), show=False),
        key("d", "split", msg("Split view"), msg("Show the diff side by side or unified")),
        key("y", "copy", msg("Copy the command"), show=False),
        key("question_mark", "keys", msg("Help"), key_display="?"),
    ]

    def __init__(self, compute: Compute, skipped: Iterable[str] = ()) -> None:
        """Take what computes the fixes, and the paths that are skipped from the beginning."""
        super().__init__()
        self._compute = compute
        # All choices that were seen, and what was chosen here; ``_kept`` goes into the project's configuration.
        self._choices: dict[str, Choice] = {}
        self._answers: dict[str, str] = {}
        self._kept: set[str] = set()
        self._whole: Preview | None = None
        self._now: Preview | None = None
        # The preview that is on the screen.
        self._shown: Preview | None = None
        self._skipped = set(skipped)

    def compose(self) -> ComposeResult:
        """Build the list above, the diff below it and the buttons."""
        with Vertical(id="sheet"):
            changes = ChangeList("changes")
            changes.add_class("panel")
            yield changes
            with Vertical(id="shown", classes="panel"):
                yield DiffView(id="diff")
                with VerticalScroll(id="words", can_focus=False):
                    yield Static(id="text", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(say("Apply"), id="apply", classes="main", compact=True)
                yield Button(say("Back, change nothing"), id="back", compact=True)
                yield Static(id="aside", classes="aside", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Compute the changes."""
        self.panel(self.query_one("#changes"), say("Computing the changes"))
        self.query_one("#apply", Button).disabled = True
        self._say(say("Nothing is written yet."))
        self.query_one("#changes").focus()
        self._plan(self._answers, self._kept, self._failed)

    def _plan(self, answers: dict[str, str], kept: set[str], failed: Callable[[Message], None]) -> None:
        """Compute the fixes by these answers, and what they do to the files."""
        session, compute, skipped = self.state.session, self._compute, frozenset(self._skipped)
        given = {**self.state.decided, **answers}
        # What is applied must be what is shown: until the new preview stands, there is nothing to apply.
        self._now = None

        def job(_: object) -> tuple[Preview, Preview]:
            plan = compute(given, kept)
            whole = session.preview(plan)
            return whole, session.preview(plan, skipped) if skipped else whole

        def done(previews: tuple[Preview, Preview]) -> None:
            self._answers, self._kept = answers, kept
            self._whole, now = previews
            seen = {choice.question.id: choice for choice in self._whole.plan.choices}
            # One that nothing asks for by this answer can still be answered otherwise.
            for name, choice in self._choices.items():
                self._choices[name] = replace(choice, answer=given.get(name, choice.answer), given=name in given)
            self._choices.update(seen)
            self._show(now)

        def refused(reason: Message) -> None:
            self._now = self._shown
            failed(reason)

        self.in_background("preview", job, done, refused)

    def _failed(self, reason: Message) -> None:
        self.panel(self.query_one("#changes"), say("Nothing can be applied"))
        self._say(safe(reason))
        self.query_one("#apply", Button).disabled = True

    def _show(self, preview: Preview) -> None:
        assert self._whole is not None
        self._now = self._shown = preview
        changes = self.query_one(ChangeList)
        changes.show(self._whole, preview, self._choices.values())
        count, commands = len(preview.diffs), len(preview.commands)
        title = say("1 file will change") if count == 1 else say("{count} files will change", count=count)
        if not count:
            title = say("No file changes: commands only") if commands else say("Nothing will change")
        self.panel(changes, title, self._fixes(preview))
        apply = self.query_one("#apply", Button)
        relabel(apply, self._label(count, commands))
        apply.disabled = not (count or commands)
        aside = say("can be undone") if count else Content("")
        if commands:
            aside = say("commands come afterwards")
        self.query_one("#aside", Static).update(aside)
        if not changes.changes:
            self._say(say("There is nothing that envwizard could change."))
        self.refresh_bindings()

    def _fixes(self, preview: Preview) -> Content:
        if preview.plan.settings and not preview.plan.fixes:
            return safe(preview.plan.settings[0].title)
        fixes, left = len(preview.plan.fixes), len(preview.plan.left_out)
        parts = [say("1 fix") if fixes == 1 else say("{count} fixes", count=fixes)]
        if left:
            parts.append(say("{count} left out", count=left))
        return Content(" · ").join(parts)

    def _label(self, files: int, commands: int) -> Content:
        if files or not commands:
            if not files:
                return say("Apply")
            return say("Apply 1 file") if files == 1 else say("Apply {count} files", count=files)
        return say("Go on to 1 command") if commands == 1 else say("Go on to {count} commands", count=commands)

    # The row that is looked at

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the row at length."""
        event.stop()
        change = self.query_one(ChangeList).change
        shown = self.query_one("#shown")
        shown.set_class(not isinstance(change, FileDiff), "words")
        if isinstance(change, FileDiff):
            self.query_one(DiffView).diffs = (change,)
            self.panel(shown, file_summary(change), say("nothing is written yet · Enter scrolls"))
        elif change is not None:
            self.panel(shown, self._kind(change), self._ways(change))
            self._say(self._words(change))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter looks closer: it gives the arrow keys to the diff, or opens a choice. It never applies."""
        event.stop()
        change = self.query_one(ChangeList).change
        if isinstance(change, FileDiff):
            self.query_one(DiffView).focus()
        elif isinstance(change, Choice):
            self.action_choose()

    def _say(self, text: Content) -> None:
        self.query_one("#shown").add_class("words")
        self.query_one("#text", Static).update(text)

    def _kind(self, change: Change) -> Content:
        if isinstance(change, Choice):
            return say("Choice")
        if isinstance(change, Command):
            return say("Command")
        return say("Note") if isinstance(change, Note) else say("Left out of this plan")

    def _words(self, change: Change) -> Content:
        if isinstance(change, Choice):
            return self._choice_words(change)
        if isinstance(change, Command):
            rows = [Content.styled(command_line(change), "bold"), Content(""), safe(change.why)]
            rows.append(
                say("Runs in {folder}.", folder=msg("the project's folder") if change.cwd.value == "." else change.cwd)
            )
            if flags := command_flags(change):
                rows.append(Content.styled(flags.plain, "$text-warning"))
            rows += [Content(""), hint("It is offered after the files are written and runs only when you confirm it.")]
            return Content("\n").join(rows)
        if isinstance(change, Note):
            return safe(change.message)
        assert not isinstance(change, FileDiff)
        return Content("\n").join((told(change.finding), Content(""), safe(change.reason), steps([change])))

    def _choice_words(self, choice: Choice) -> Content:
        question = choice.question
        rows = [safe(question.text, "bold")]
        rows += [line(f"{one.location}  ", "$text-accent") + safe(one.message) for one in question.evidence]
        rows.append(Content(""))
        for value in question.choices or ((choice.answer,) if choice.answer else ()):
            if value == choice.answer:
                rows.append(Content.styled("● ", "$text-accent") + line(value, "bold") + choice_remark(choice))
            else:
                rows.append(Content("○ ") + line(value))
        if question.id in self._kept:
            rows.append(say("The answer goes into the project's configuration."))
        return Content("\n").join(rows)

    def _ways(self, change: Change) -> Content:
        if not isinstance(change, Choice):
            return Content("")
        return say("Enter changes it, ← → takes the next one") if change.question.choices else say("Enter changes it")

    # Keys and buttons

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something now."""
        if action == "choose":
            return bool(self._choices)
        if action == "turn":
            changes = self.query_one(ChangeList)
            return changes.has_focus and isinstance(changes.change, Choice)
        return True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        (self.action_apply if event.button.id == "apply" else self.action_cancel)()

    def action_apply(self) -> None:
        """Hand the preview to the one who writes."""
        if self._now is not None and not self.query_one("#apply", Button).disabled:
            self.state.decided.update(self._answers)
            self.dismiss(self._now)

    def action_skip(self) -> None:
        """Leave the chosen file alone, or take it again."""
        change, whole, session = self.query_one(ChangeList).change, self._whole, self.state.session
        if whole is None or not isinstance(change, FileDiff):
            return
        self._skipped ^= {str(change.path)}
        skipped = frozenset(self._skipped)
        # What is applied must be what is shown: until the new preview stands, there is nothing to apply.
        self._now = None
        self.in_background("preview", lambda _: session.preview(whole.plan, skipped), self._show, self._failed)

    def action_choose(self) -> None:
        """Ask for another answer to the choice that is looked at, else to the file's, else to the first one."""
        change, choices = self.query_one(ChangeList).change, tuple(self._choices.values())
        path = change.path if isinstance(change, FileDiff) else None
        about = [one for one in choices if one is change or (path is not None and one.question.about == path)]
        choice = next(iter((*about, *choices)), None)
        if choice is not None:
            self.app.push_screen(QuestionsScreen((choice.question,), in_force=choice.answer), self._chosen)

    def _chosen(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            kept = self._kept | {chosen.question} if chosen.keep else self._kept - {chosen.question}
            self._plan({**self._answers, chosen.question: chosen.value}, kept, self._refused)

    def action_turn(self, move: int) -> None:
        """Take the next answer of the choice that is looked at, or the one before."""
        choice = self.query_one(ChangeList).change
        if isinstance(choice, Choice) and (values := choice.question.choices):
            place = values.index(choice.answer) + move if choice.answer in values else 0
            self._plan({**self._answers, choice.question.id: values[place % len(values)]}, self._kept, self._refused)

    def _refused(self, reason: Message) -> None:
        """Stay by the answers as they were, and say why."""
        self.wizard.tell(safe(reason))

    def action_copy(self) -> None:
        """Put the command that is looked at into the clipboard, else all of them."""
        change, shown = self.query_one(ChangeList).change, self._shown
        commands = [change] if isinstance(change, Command) else list(shown.commands if shown else ())
        self.wizard.copy_commands(command_line(one).removeprefix("$ ") for one in commands)

    def action_split(self) -> None:
        """Change between side by side and unified."""
        self.query_one(DiffView).toggle_split()
