"""The process that reads the project for the wizard: it scans, plans and previews, and writes nothing.

It is a process of its own so that reading stalls no key, and so that a crash of a native parser ends it and not the
wizard, whose terminal would stay as it was then.
"""

from __future__ import annotations

import pickle
import time
from typing import TYPE_CHECKING, Any

from envwizard.model.errors import EnvwizardError
from envwizard.model.message import msg
from envwizard.workspace.child import Wire

if TYPE_CHECKING:
    from envwizard.engine.session import Session
    from envwizard.model.report import Progress

# Seconds between two messages about one stage.
_PAUSE = 0.05


def serve() -> None:
    """Answer requests for ever: ``("scan", session)``, then ``(method, arguments, options)`` of that session.

    An answer is ``("progress", progress)`` any number of times, then ``("done", value)`` or ``("failed", error)``.
    """
    wire = Wire()
    from envwizard.engine.registry import all_rules
    from envwizard.engine.session import Session  # noqa: F401 - what a request holds is made of it

    all_rules()
    session: Session | None = None
    while True:
        method, *said = wire.receive()
        try:
            if method == "scan":
                session = said[0]
                assert session is not None
                answer: Any = _scan(session, wire)
            elif method == "changed":
                answer = session is not None and session.changed(wire.cancelled.is_set)
            else:
                answer = getattr(session, method)(*said[0], **said[1])
            wire.send("done", answer)
        except Exception as error:  # noqa: BLE001 - the wizard shows it
            wire.send("failed", _portable(error))


def _scan(session: Session, wire: Wire) -> tuple[Any, ...]:
    last: dict[str, float] = {}

    def tell(step: Progress) -> None:
        now = time.monotonic()
        if step.done == step.total or now - last.get(step.stage, 0) > _PAUSE:
            last[step.stage] = now
            wire.send("progress", step)

    session.scan(tell, wire.cancelled.is_set)
    return session.report, session.project, session.accepted, session.in_git


def _portable(error: Exception) -> Exception:
    """Give the error itself where it survives the way, else its name and text."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - any exception may lack what pickling needs
        return EnvwizardError(msg("{kind}: {error}", kind=type(error).__name__, error=error))
    return error
