"""Watching the project: when something that the scan read changes, it is probed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envwizard.tui.screens.step import StepScreen
from envwizard.tui.widgets.safe import safe, say

if TYPE_CHECKING:
    from textual.timer import Timer

    from envwizard.model.message import Message
    from envwizard.tui.app import EnvwizardApp

_EVERY = 1.0


class Live:
    """Looks once a second, in a thread, while a step is on the screen: no dialog's project changes under it."""

    def __init__(self, app: EnvwizardApp) -> None:
        self._app = app
        self._timer: Timer | None = None
        self._looking = False
        # The findings before the scan that a change made necessary.
        self._before: frozenset[str] | None = None

    def toggle(self) -> None:
        """Begin to watch, or stop it."""
        state = self._app.state
        state.watching = not state.watching
        if state.watching:
            self._app.tell(say("Watching the project: what changes is probed again. w stops it."))
            self._timer = self._app.set_interval(_EVERY, self._look)
        else:
            self._app.tell(say("The project is no longer watched."))
            if self._timer is not None:
                self._timer.stop()

    @property
    def _waits(self) -> bool:
        state = self._app.state
        busy = state.scanning or state.report is None or not isinstance(self._app.screen, StepScreen)
        return busy or not state.watching

    def _look(self) -> None:
        if self._waits or self._looking:
            return
        self._looking = True
        session, app = self._app.state.session, self._app
        self._app.in_background(
            "watch", lambda cancelled: session.changed(lambda: cancelled() or app.ending), self._looked, self._failed
        )

    def _looked(self, changed: bool) -> None:
        self._looking = False
        if changed and not self._waits:
            self._before = frozenset(one.fingerprint for one in self._app.state.findings)
            self._app.start_scan()

    def _failed(self, reason: Message) -> None:
        self._looking = False
        self._app.state.watching = False
        if self._timer is not None:
            self._timer.stop()
        self._app.tell(safe(reason))

    def scanned(self) -> None:
        """Say what a change did to the findings, if anything."""
        before, self._before = self._before, None
        now = frozenset(one.fingerprint for one in self._app.state.findings)
        if before is not None and before != now:
            gone, new = len(before - now), len(now - before)
            self._app.tell(say("The project changed. Findings gone: {gone}, new: {new}.", gone=gone, new=new))
