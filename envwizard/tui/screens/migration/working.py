"""A screen that does one thing after the other in a thread, which the user may stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from envwizard.model.message import Message
from envwizard.model.workflow import StepProgress
from envwizard.tui.screens.dialog import Answer, Dialog
from envwizard.tui.widgets.safe import safe


class WorkingScreen(Dialog[Answer]):
    """Nothing is begun while something runs. ``doing`` names what runs, and is empty where nothing does."""

    def __init__(self) -> None:
        super().__init__()
        self.doing = ""
        self.progress: StepProgress | None = None
        self.stopping = False
        self._since = 0.0

    @property
    def seconds(self) -> float:
        """For how long it runs."""
        return time.monotonic() - self._since if self.doing else 0.0

    def work(self, doing: str, job: Callable[[Callable[[], bool]], object], done: Callable[..., None]) -> None:
        """Do something in a thread; ``job`` is given what tells whether it is to end, ``done`` what it gives."""
        self.doing, self._since, self.progress, self.stopping = doing, time.monotonic(), None, False
        app = self.wizard
        self.app.clear_notifications()

        def body(cancelled: Callable[[], bool]) -> object:
            return job(lambda: self.stopping or cancelled() or app.ending)

        def ended(result: object) -> None:
            self.doing, self.stopping = "", False
            done(result)
            self.show()

        def failed(reason: Message) -> None:
            stopped, self.doing, self.stopping = self.stopping, "", False
            self.show()
            self.focus_main()
            if stopped:
                self.wizard.tell(safe(reason))
            else:
                self.wizard.show_error(reason)

        self.show()
        self.in_background("work", body, ended, failed)

    def show(self) -> None:
        """Show how things stand."""
        raise NotImplementedError

    def focus_main(self) -> None:
        """Give the keys to the widget that has them where nothing runs."""
        raise NotImplementedError
