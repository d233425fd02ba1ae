"""Before the first step: what is migrated, for which Python, by what, into which files."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from envwizard.model.migration import Setting
from envwizard.tui.migration import WizardMigration
from envwizard.tui.screens.migration.stage import Stage
from envwizard.tui.widgets.glyphs import WARNING, glyph
from envwizard.tui.widgets.safe import line, one_line, padded, safe, say

_TITLE = 13


class StartStage(Stage):
    """The settings, each with a default; arrows to the left and right take another value."""

    MAIN = "settings"

    def __init__(self) -> None:
        super().__init__("start")
        self._settings: tuple[Setting, ...] = ()

    def compose(self) -> ComposeResult:
        """Build the list, and what speaks for the value below it."""
        yield OptionList(id="settings")
        with VerticalScroll(id="why", can_focus=False):
            yield Static(id="why-text", markup=False)

    def show(self, migration: WizardMigration) -> None:
        """Show the settings."""
        self._settings = migration.settings
        options = self.query_one("#settings", OptionList)
        place = options.highlighted or 0
        options.set_options([Option(self._line(one)) for one in self._settings])
        options.display = bool(self._settings)
        if self._settings:
            options.highlighted = min(place, len(self._settings) - 1)
            self._explain(migration)
        else:
            self.query_one("#why-text", Static).update(self._nothing(migration))

    def heads(self, migration: WizardMigration) -> tuple[Content, Content]:
        """Say what is migrated."""
        if not self._settings:
            return say("Nothing to migrate"), say("Esc goes back")
        return say("What is migrated, and into what"), say("← → changes a line, Enter goes on")

    @property
    def setting(self) -> Setting | None:
        """The setting that is looked at."""
        place = self.query_one("#settings", OptionList).highlighted
        return self._settings[place] if place is not None and place < len(self._settings) else None

    def turned(self, move: int) -> tuple[str, str] | None:
        """Give the setting that is looked at with its next value, or the one before."""
        setting = self.setting
        if setting is None or len(setting.options) < 2:
            return None
        values = [value for value, _ in setting.options]
        return setting.key, values[(values.index(setting.value) + move) % len(values)]

    def _line(self, setting: Setting) -> Content:
        title = Content.styled(padded(one_line(setting.title), _TITLE), "$foreground 80%")
        count = ""
        if len(setting.options) > 1:
            number = [value for value, _ in setting.options].index(setting.value) + 1
            count = f"{number}/{len(setting.options)}"
        return Content.assemble(title, Content.styled(f"{count:<5}", "$quiet"), line(setting.shown, "bold"))

    def _explain(self, migration: WizardMigration) -> None:
        setting = self.setting
        if setting is None:
            return
        rows = [safe(one) for one in setting.why]
        notes = migration.found.notes
        if setting.key == "source" and notes:
            rows += [Content(""), *(glyph(WARNING, "bold") + Content(" ") + safe(note) for note in notes)]
        self.query_one("#why-text", Static).update(Content("\n").join(rows))

    def explain(self, migration: WizardMigration) -> None:
        """Say what speaks for the value that is looked at."""
        self._explain(migration)

    def _nothing(self, migration: WizardMigration) -> Content:
        if not migration.found.declarations:
            return say(
                "No file of the project declares dependencies: no requirements file, no dependencies in "
                "pyproject.toml, setup files, Pipfile or environment.yml. Write down what it needs in requirements.in, "
                "one name per line, and come back."
            )
        return say("What the project declares cannot be migrated.")
