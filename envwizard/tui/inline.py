"""The wizard below the prompt, without a screen of its own: what stands above it stays in sight."""

from __future__ import annotations

from envwizard.tui.app import EnvwizardApp

# Lines that it takes, where the terminal has as many.
HEIGHT = 24


class InlineApp(EnvwizardApp):
    """The wizard in ``HEIGHT`` lines. Textual draws it so where the driver can; on Windows it takes the screen."""

    CSS = f"Screen:inline {{ height: {HEIGHT}; max-height: 100vh; border: none; }}"
    # However many lines the terminal has, these are never tall.
    VERTICAL_BREAKPOINTS = [place for place in EnvwizardApp.VERTICAL_BREAKPOINTS if place[0] <= HEIGHT]  # noqa: RUF012 - as Textual declares it
    INLINE_PADDING = 0
