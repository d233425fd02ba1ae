"""Work that may take its time: done in a thread, its result handed to the event loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.dom import DOMNode
from textual.message import Message
from textual.worker import get_current_worker

from envwizard.model.message import Message as Sentence
from envwizard.model.message import msg

Result = TypeVar("Result")


class JobDone(Message):
    """A job has ended; ``deliver`` hands over its result and is called in the event loop."""

    def __init__(self, deliver: Callable[[], None]) -> None:
        self.deliver = deliver
        super().__init__()


class Background(DOMNode):
    """Gives a screen or an app ``in_background``. One job per group: a new one cancels the one before it."""

    def in_background(
        self,
        group: str,
        job: Callable[[Callable[[], bool]], Result],
        done: Callable[[Result], None],
        failed: Callable[[Sentence], None],
    ) -> None:
        """Run ``job`` in a thread; it is given a function that tells whether it was cancelled.

        ``done`` gets what the job gives and ``failed`` a sentence where it raises; both are called in the event loop,
        and neither of them for a job that was cancelled.
        """

        def body() -> None:
            from envwizard.model.errors import EnvwizardError

            worker = get_current_worker()
            try:
                result = job(lambda: worker.is_cancelled)
            except EnvwizardError as error:
                deliver: Callable[[], None] = partial(failed, error.message)
            except Exception as error:  # noqa: BLE001 - a crash of the engine is shown; it must not take the screen away
                kind = type(error).__name__
                deliver = partial(failed, msg("envwizard itself failed here: {kind}: {error}", kind=kind, error=error))
            else:
                deliver = partial(done, result)
            if not worker.is_cancelled:
                self.post_message(JobDone(deliver))

        self.run_worker(body, group=group, exclusive=True, thread=True, exit_on_error=False)

    def on_job_done(self, message: JobDone) -> None:
        """Hand over the result of a job, unless the screens are being taken down: there is nobody to show it to."""
        message.stop()
        if self.app.is_running:
            message.deliver()
