"""A session whose reading is done by another process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from envwizard.engine.session import Session
from envwizard.model.errors import EnvwizardError
from envwizard.model.message import Message, msg
from envwizard.workspace.child import CANCEL, Child, ChildEnded

if TYPE_CHECKING:
    from envwizard.model.facts import Facts
    from envwizard.model.finding import Finding
    from envwizard.model.plan import Plan, Preview
    from envwizard.model.question import Answers
    from envwizard.model.report import Progress, Report

# Seconds after which it is looked whether the user wants to stop.
_POLL = 0.1
# What a child's session has nothing of.
_MINE = ("_one_at_a_time", "_child", "_git_seen", "_calls_waiting")


class IsolatedSession(Session):
    """Scans, plans and previews in a child process (``reading``); everything that writes stays here.

    A child that has crashed is told of, and the next scan starts another one. Where none can be started, the reading
    is done here.
    """

    def __init__(self, session: Session) -> None:
        """Take over an open session, and start the child at once: it gets ready while the wizard does."""
        vars(self).update(vars(session))
        self._one_at_a_time = threading.Lock()
        self._calls_waiting = 0
        self._child = _start()
        self._git_seen = False

    @property
    def facts(self) -> Facts:
        """What a scan saw; the child keeps its own, so that this reads the project here when it is first asked."""
        if self._facts is None:
            super().scan()
        return super().facts

    @property
    def in_git(self) -> bool:
        """Whether the last scan found a git repository."""
        return self._git_seen if self._child is not None else super().in_git

    @property
    def reader(self) -> int | None:
        """The number of the child process; ``None`` where there is none."""
        return self._child.pid if self._child is not None else None

    def scan(
        self,
        progress: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Probe the project and run the rules; see ``Session.scan``.

        Raises ``EnvwizardError`` where the child ended before it was done.
        """
        with self._turn():
            self._child = self._child or _start()
            if self._child is None:
                return super().scan(progress, cancelled)
            self._facts = None
            answer = self._answer(self._child, ("scan", self.apart()), progress, cancelled)
            self.report, self.project, self.accepted, self._git_seen = answer
        assert self.report is not None
        return self.report

    def plan(
        self,
        findings: Iterable[Finding],
        *,
        unsafe: bool = True,
        answers: Answers | None = None,
        defaults: bool = True,
        kept: Iterable[str] = (),
    ) -> Plan:
        """Compute the fixes of findings; see ``Session.plan``."""
        options = {"unsafe": unsafe, "answers": answers, "defaults": defaults, "kept": tuple(kept)}
        plan: Plan = self._ask("plan", tuple(findings), **options)
        return plan

    def plan_answer(self, question: str, value: str) -> Plan:
        """Compute the line that keeps an answer; see ``Session.plan_answer``."""
        plan: Plan = self._ask("plan_answer", question, value)
        return plan

    def preview(self, plan: Plan, skipped: Iterable[str] = ()) -> Preview:
        """Compute what a plan makes of the files; see ``Session.preview``."""
        preview: Preview = self._ask("preview", plan, tuple(skipped))
        return preview

    def changed(self, cancelled: Callable[[], bool] = lambda: False) -> bool:
        """Look once whether anything has changed since the last scan; see ``Session.changed``.

        A look makes room for any other call, and says no then.
        """
        with self._one_at_a_time:
            if self._child is None:
                return self._facts is not None and super().changed(cancelled)
            seen: bool = self._answer(
                self._child, ("changed",), cancelled=lambda: cancelled() or self._calls_waiting > 0
            )
            return seen

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for one's turn; a look that runs ends at once for it."""
        self._calls_waiting += 1
        with self._one_at_a_time:
            self._calls_waiting -= 1
            yield

    def _ask(self, method: str, *arguments: object, **options: object) -> Any:
        """Call a method of the child's session, or of this one where there never was a child."""
        with self._turn():
            if self._child is not None:
                return self._answer(self._child, (method, arguments, options))
            if self._facts is None:
                raise EnvwizardError(msg("The project has to be probed again first."))
            return getattr(super(), method)(*arguments, **options)

    def _answer(
        self,
        child: Child,
        request: tuple[object, ...],
        progress: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Any:
        doing: Message | None = None
        told = False
        try:
            child.send(*request)
            while True:
                if not told and cancelled():
                    told = True
                    child.send(*CANCEL)
                heard = child.receive(_POLL)
                if heard is None:
                    continue
                kind, value = heard
                if kind == "progress":
                    doing = value.message
                    progress(value)
                elif kind == "failed":
                    raise value
                else:
                    return value
        except ChildEnded as ended:
            self._child = None
            raise EnvwizardError(_told(ended.code, doing)) from None

    def apart(self) -> Session:
        """Give a session of its own on the project, as the child needs it: what it is to look at, nothing of what was
        seen."""
        plain = Session.__new__(Session)
        vars(plain).update({name: value for name, value in vars(self).items() if name not in _MINE})
        plain.report = None
        return plain


def _start() -> Child | None:
    try:
        return Child("envwizard.engine.reading", "serve")
    except ChildEnded:
        return None


def _told(code: int | None, doing: Message | None) -> Message:
    if doing is None:
        return msg("The process that reads the project ended ({how}). Probe again.", how=_how(code))
    return msg(
        "The process that reads the project ended ({how}); the last that it did: {doing}. Probe again.",
        how=_how(code),
        doing=doing,
    )


def _how(code: int | None) -> Message:
    if code is not None and code < 0:
        return msg("signal {name}", name=signal.Signals(-code).name)
    return msg("exit code {code}", code=code)
