"""What the palette offers: every action of the screen in words, then what can be done anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.screen import Screen

from envwizard.model.message import Message, msg
from envwizard.tui.bindings import words_of
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.steps import STEPS, Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from envwizard.tui.app import EnvwizardApp

# What the steps and the last lines offer in other words, and what is Textual's own.
_ELSEWHERE = ("go(", "one_back", "leave", "quit", "keys", "watch", "command_palette", "app.", "screen.")


def commands(app: EnvwizardApp, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Give the actions of the screen by the words of their keys, the steps, and what can be done anywhere."""
    offered: dict[str, SystemCommand] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if active.node is screen and active.enabled and not binding.action.startswith(_ELSEWHERE):
            title = words_of(binding)
            pressed = msg("Key {key}", key=app.get_key_display(binding)).render()
            offered.setdefault(title, SystemCommand(title, pressed, partial(screen.run_action, binding.action)))
    yield from offered.values()
    if isinstance(screen, StepScreen):
        for step in STEPS:
            if step is not screen.step:
                yield _command(_jump(step), step.asks, partial(app.go, step))
        watch = msg("Stop watching the project") if app.state.watching else msg("Watch the project")
        yield _command(watch, msg("Probe what changes as it changes"), app.toggle_watch)
        yield _command(msg("Export the report"), msg("As Markdown, JSON or SARIF"), app.export_report)
        if app.can_onboard:
            yield _command(
                msg("Set up this clone"), msg("Environment, dependencies, env file, first run"), app.open_onboarding
            )
    yield _command(msg("Change the theme"), msg("Dark, light and others"), app.action_change_theme)
    yield _command(msg("Save a screenshot"), msg("Of this screen, as SVG"), app.deliver_screenshot)
    yield _command(msg("Show the keys of this screen"), msg("Key {key}", key="?"), partial(show_keys, screen))
    yield _command(msg("Quit"), msg("Leave the wizard"), app.action_leave)


def show_keys(screen: Screen[Any]) -> None:
    """List the keys of a screen."""
    from envwizard.tui.screens.keys import KeysScreen

    screen.app.push_screen(KeysScreen(screen))


def _jump(step: Step) -> Message:
    if step.number:
        return msg("Jump to pitfall {number}: {name}", number=step.number, name=step.called)
    return msg("Jump to {step}", step=step.called)


def _command(title: Message, help_text: Message, do: Callable[[], object]) -> SystemCommand:
    return SystemCommand(title.render(), help_text.render(), do)
