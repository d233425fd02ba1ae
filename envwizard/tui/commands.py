"""What the palette offers: every action in words, a verb first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from envwizard.model.message import Message, msg
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.steps import STEPS, Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from textual.screen import Screen

    from envwizard.tui.app import EnvwizardApp


def commands(app: EnvwizardApp, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Give the steps, what can be done anywhere, and the theme."""
    if isinstance(screen, StepScreen):
        for step in STEPS:
            yield _command(_jump(step), step.asks, partial(app.go, step))
        yield _command(msg("Probe again"), msg("Read the project anew"), screen.action_reprobe)
        yield _command(msg("Undo the last change set"), msg("Put the files back"), screen.action_undo)
    yield _command(msg("Change the theme"), msg("Dark, light and others"), app.action_change_theme)
    yield _command(msg("Save a screenshot"), msg("Of this screen, as SVG"), app.deliver_screenshot)
    yield _command(msg("Quit"), msg("Leave the wizard"), app.action_leave)


def _jump(step: Step) -> Message:
    if step.number:
        return msg("Jump to pitfall {number}: {name}", number=step.number, name=step.called)
    return msg("Jump to {step}", step=step.called)


def _command(title: Message, help_text: Message, do: Callable[[], object]) -> SystemCommand:
    return SystemCommand(title.render(), help_text.render(), do)
