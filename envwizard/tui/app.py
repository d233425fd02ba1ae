"""The wizard's application: themes, the scan, the way between the steps, and a sane end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.filter import LineFilter
from textual.screen import Screen

from envwizard.model.message import msg
from envwizard.tui.background import Background
from envwizard.tui.bindings import key
from envwizard.tui.screens.probe import ProbeScreen
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.state import WizardState
from envwizard.tui.steps import PROBE, Step
from envwizard.tui.themes import DARK, FALLBACK, LIGHT
from envwizard.tui.widgets.glyphs import AsciiFilter
from envwizard.tui.widgets.safe import say
from envwizard.tui.workflows import Workflows

if TYPE_CHECKING:  # the first frame does not wait for these
    from textual.app import SystemCommand
    from textual.content import Content
    from textual.events import AppBlur, DeliveryComplete

    from envwizard.model.finding import Finding
    from envwizard.model.message import Message
    from envwizard.model.plan import Plan, Preview
    from envwizard.model.question import Answers
    from envwizard.model.report import Progress, Report
    from envwizard.model.source import Location
    from envwizard.tui.live import Live
    from envwizard.tui.migration import BeginMigration
    from envwizard.tui.onboarding import BeginOnboarding, PlanReadme
    from envwizard.tui.session import WizardSession

_SIGNALS = {"SIGTERM": 143, "SIGHUP": 129}


class EnvwizardApp(App[None], Background):
    """The wizard on one session. ``clock`` gives seconds; ``ascii_only`` draws without any other sign."""

    TITLE = "envwizard"
    # Textual does not read the styles of a default screen by itself.
    CSS_PATH = ["app.tcss", "screens/probe.tcss"]  # noqa: RUF012 - as Textual declares it
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-minute"), (50, "-tiny"), (70, "-narrow"), (100, "-wide"), (140, "-huge")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-short"), (32, "-tall")]  # noqa: RUF012 - as Textual declares it
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("q", "leave", msg("Quit")),
        key("ctrl+q", "leave", msg("Quit"), show=False, priority=True),
    ]

    def __init__(
        self,
        session: WizardSession,
        *,
        clock: Callable[[], float] = time.monotonic,
        ascii_only: bool = False,
        onboarding: BeginOnboarding | None = None,
        migration: BeginMigration | None = None,
        opens: str = "",
        readme: PlanReadme | None = None,
    ) -> None:
        super().__init__()
        self._workflows = Workflows(onboarding, migration, opens, readme)
        self.session = session
        self.state = WizardState(session)
        self.clock = clock
        # Set to end the running scan; and that the app is about to end.
        self.stopped = Event()
        self.ending = False
        self._live: Live | None = None
        self._ascii = AsciiFilter(ascii_only)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        kept = session.theme
        self.theme = kept if kept is not None and kept in self.available_themes else DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the colours that only our own themes define."""
        return FALLBACK

    def watch_theme(self, theme: str) -> None:
        """Remember the theme that the user has chosen."""
        if self.is_running and theme != self.session.theme:
            self.session.keep_theme(theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the rewriting in ASCII to Textual's own filters."""
        return [*super().get_line_filters(), *([self._ascii] if self._ascii.enabled else [])]

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the probe; the other steps come and go on top of it."""
        self.state.scanning = True
        return ProbeScreen(PROBE)

    def on_mount(self) -> None:
        """Listen to signals and start the scan behind the first frame."""
        loop = asyncio.get_running_loop()
        for name, code in _SIGNALS.items():
            if number := getattr(signal, name, None):
                # Not on Windows, and not in a thread that is not the main one.
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, partial(self._interrupted, code))
        self.call_after_refresh(self._scan)
        self._workflows.open_first(self)

    def on_app_blur(self, event: AppBlur) -> None:
        """Stay as it is in a browser, where it begins without the focus: the footer would be empty."""
        if self.is_web:
            event.prevent_default()

    def on_unmount(self) -> None:
        """Tell what runs in threads to end, or the process would wait for it."""
        self._end_jobs()

    def _end_jobs(self) -> None:
        self.ending = True
        self.stopped.set()

    def _interrupted(self, code: int) -> None:
        self._end_jobs()
        self.exit(return_code=code)

    # The scan

    def start_scan(self) -> None:
        """Probe the project in a thread; the screens hear of it through ``report_changed``."""
        if not self.state.scanning:
            self.state.scanning = True
            self._scan()

    def _scan(self) -> None:
        self.stopped = stopped = Event()
        state = self.state
        state.progress, state.heard = {}, {}
        progress, heard = state.progress, state.heard

        def note(step: Progress) -> None:
            now = self.clock()
            first, _ = heard.get(step.stage, (now, now))
            heard[step.stage] = (first, now)
            progress[step.stage] = step

        def scan(cancelled: Callable[[], bool]) -> Report:
            return self.session.scan(note, lambda: stopped.is_set() or cancelled())

        self.in_background("scan", scan, self._scanned, self._scan_failed)
        self._tell_screens()

    def _scanned(self, report: Report) -> None:
        self.state.scanning = False
        self.state.accept(report)
        self._tell_screens()
        if self._live is not None:
            self._live.scanned()

    def _scan_failed(self, reason: Message) -> None:
        self.state.scanning = False
        for screen in self.screen_stack:
            if isinstance(screen, ProbeScreen):
                screen.show_failure(reason)
                return
        self.show_error(reason)
        self._tell_screens()

    def _tell_screens(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, StepScreen):
                screen.report_changed()

    def accept_report(self) -> None:
        """Take the report that the session holds after applying or undoing."""
        if self.session.report is not None:
            self.state.accept(self.session.report)
        self._tell_screens()

    def show_error(self, reason: Message) -> None:
        """Show a sentence about what went wrong."""
        from envwizard.tui.widgets.safe import visible

        self.clear_notifications()
        self.notify(visible(reason.render()), severity="error", timeout=10, markup=False)

    def tell(self, text: Content) -> None:
        """Show a sentence for a moment, in place of the one before it."""
        self.clear_notifications()
        self.notify(text.plain, markup=False)

    def toggle_watch(self) -> None:
        """Begin to probe changes of the project as they come, or stop it."""
        from envwizard.tui.live import Live

        if self._live is None:
            self._live = Live(self)
        self._live.toggle()
        self._tell_screens()

    def copy_commands(self, commands: Iterable[str]) -> None:
        """Put commands into the clipboard, one per line, and say which."""
        text = "\n".join(commands)
        if text:
            self.copy_to_clipboard(text)
        self.tell(say("Copied: {commands}", commands=text) if text else say("There is no command here to copy."))

    def export_report(self) -> None:
        """Ask for a file and write the report there."""
        from envwizard.tui.screens.save import SaveScreen

        def saved(path: str | None) -> None:
            if path:
                self.tell(say("The report is in {path}.", path=path))

        if self.state.report is not None:
            self.push_screen(SaveScreen(), saved)

    def open_editor(self, place: Location) -> None:
        """Open a file in the user's editor, and probe again afterwards."""
        from textual.app import SuspendNotSupported

        from envwizard.model.errors import EditorError

        reason = None
        try:
            with self.suspend():
                try:
                    self.session.edit(place.path, place.line)
                except EditorError as error:  # here, because an exception would leave the wizard suspended
                    reason = error.message
        except SuspendNotSupported:
            reason = msg("This terminal cannot make room for an editor: open {place} yourself.", place=place)
        if reason is not None:
            self.show_error(reason)
        else:
            self.start_scan()

    # The way between the steps

    def go(self, step: Step) -> None:
        """Open a step in place of the one that is open; the probe lies below all others."""
        here = self.screen
        if not isinstance(here, StepScreen) or here.step is step:
            return
        self.clear_notifications()
        if step.number and here.step.number:
            here.turn_to(step)
        elif step is PROBE:
            self.pop_screen()
        elif here.step is PROBE:
            self.push_screen(screen_for(step))
        else:
            self.switch_screen(screen_for(step))

    @property
    def can_onboard(self) -> bool:
        """Whether an onboarding can be begun."""
        return self._workflows.onboarding is not None

    def open_onboarding(self) -> None:
        """Open the checklist that takes a fresh clone to a running project; probe again afterwards."""
        self._workflows.open_onboarding(self)

    @property
    def can_migrate(self) -> bool:
        """Whether there is something to migrate, and nothing is being probed."""
        return self._workflows.can_migrate(self)

    def open_migration(self) -> None:
        """Open the migration to pip-tools."""
        self._workflows.open_migration(self)

    @property
    def can_write_readme(self) -> bool:
        """Whether "Getting started" can be written into the README."""
        return self._workflows.readme is not None and not self.state.scanning and self.state.report is not None

    def write_readme(self) -> None:
        """Show what "Getting started" would say in the README, and write it if the user says so."""
        self._workflows.write_readme(self)

    def confirm_fixes(self, findings: Iterable[Finding]) -> None:
        """Show what mending these findings would change, and apply it if the user says so."""
        from envwizard.tui.screens.confirm import ConfirmScreen

        chosen = tuple(findings)

        def compute(answers: Answers, kept: Iterable[str]) -> Plan:
            return self.session.plan(chosen, answers=answers, kept=kept)

        self.push_screen(ConfirmScreen(compute), self._confirmed)

    def answered(self, question: str, value: str, *, keep: bool) -> None:
        """Take an answer and probe again; to keep it, show first what that would write."""
        from envwizard.tui.screens.confirm import ConfirmScreen

        if keep:

            def compute(answers: Answers, kept: Iterable[str]) -> Plan:
                return self.session.plan_answer(question, value)

            self.push_screen(ConfirmScreen(compute), partial(self._kept, question))
        else:
            self.session.answer(question, value)
            self.state.asked_anew()
            self.start_scan()

    def _kept(self, question: str, preview: Preview | None) -> None:
        if preview is not None:
            self.session.forget_answer(question)
            self.state.asked_anew()
        self._confirmed(preview)

    def _confirmed(self, preview: Preview | None) -> None:
        from envwizard.tui.screens.applying import ApplyingScreen

        if preview is not None:
            self.push_screen(ApplyingScreen(preview))

    def action_leave(self) -> None:
        """Quit; ask first where marks would be lost, and once."""
        from envwizard.tui.screens.leave import LeaveScreen

        if self.state.marked and not isinstance(self.screen, LeaveScreen):
            self.push_screen(LeaveScreen(len(self.state.marked)), self._left)
        else:
            self.exit()

    def _left(self, yes: bool | None) -> None:
        if yes:
            self.exit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Fill the palette: the steps, what can be done anywhere, the theme."""
        from envwizard.tui.commands import commands

        return commands(self, screen)

    def action_command_palette(self) -> None:
        """Show what can be done, in words."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=msg("Search for commands").render(), id="--command-palette"))

    def search_themes(self) -> None:
        """Show the themes to choose from."""
        from textual.command import CommandPalette
        from textual.theme import ThemeProvider

        self.push_screen(CommandPalette([ThemeProvider], placeholder=msg("Search for themes").render()))

    def action_help_quit(self) -> None:
        """Ctrl+C does not quit: say which key does."""
        self.tell(say("q quits, or ctrl+q from anywhere."))

    def on_delivery_complete(self, event: DeliveryComplete) -> None:
        """Say where a screenshot is: Textual's own notice would read markup in the folder's name."""
        event.prevent_default()
        path = "" if event.path is None else str(event.path)
        self.tell(say("The screenshot is in {path}.", path=path) if path else say("The screenshot is saved."))


def screen_for(step: Step) -> StepScreen:
    """Build the screen of a step; it is imported when it is first opened."""
    if step.pitfall is not None:
        from envwizard.tui.screens.pitfall import PitfallScreen

        return PitfallScreen(step)
    if step.id == "environments":
        from envwizard.tui.screens.environments import EnvironmentsScreen

        return EnvironmentsScreen(step)
    if step.id == "review":
        from envwizard.tui.screens.review import ReviewScreen

        return ReviewScreen(step)
    if step.id == "report":
        from envwizard.tui.screens.report import ReportScreen

        return ReportScreen(step)
    raise ValueError(step.id)
