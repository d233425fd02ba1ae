"""What a session knows beside its project: the user's preferences, and whether the project changed since the scan."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from envwizard.project.project import Project

if TYPE_CHECKING:
    from envwizard.model.facts import Facts
    from envwizard.project.watch import Watch


class Remembered:
    """The part of a session that the wizard alone asks for."""

    project: Project

    def __init__(self, state: Path) -> None:
        self._state = state
        # When the last scan began (time.time_ns()), and what tells whether anything changed since.
        self._began = 0
        self._watch: tuple[Facts, Watch] | None = None

    @property
    def facts(self) -> Facts:
        """What the last scan saw."""
        raise NotImplementedError

    @property
    def theme(self) -> str | None:
        """The theme that the user chose in an earlier run of the wizard."""
        from envwizard.workspace.preferences import read_theme

        return read_theme(self._state)

    def keep_theme(self, theme: str) -> None:
        """Remember a theme for the runs to come."""
        from envwizard.workspace.preferences import keep_theme

        keep_theme(self._state, theme)

    def changed(self, cancelled: Callable[[], bool] = lambda: False) -> bool:
        """Look once whether anything that the last scan read or listed has changed since; see ``Watch.changed``."""
        from envwizard.project.watch import Watch

        facts = self.facts
        if self._watch is None or self._watch[0] is not facts:
            root = self.project.root
            settings = os.fspath(root / self.project.configuration_path)
            self._watch = (facts, Watch(root, facts, self._began, (settings,)))
        return self._watch[1].changed(cancelled)
