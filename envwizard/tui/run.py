"""Runs the wizard from its start to the summary in the terminal's scrollback."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from envwizard.tui.app import EnvwizardApp

if TYPE_CHECKING:
    from envwizard.tui.migration import BeginMigration
    from envwizard.tui.onboarding import BeginOnboarding, PlanReadme
    from envwizard.tui.session import WizardSession


def run_wizard(
    session: WizardSession,
    *,
    ascii_only: bool = False,
    inline: bool = False,
    onboarding: BeginOnboarding | None = None,
    migration: BeginMigration | None = None,
    opens: str = "",
    readme: PlanReadme | None = None,
) -> int:
    """Run the wizard on a session, print the summary after it and give the exit code.

    ``onboarding`` and ``migration`` begin these workflows; ``opens`` names the one to begin with. ``readme`` plans what
    the report offers to maintainers.
    Without a terminal that can show UTF-8 the interface is drawn in ASCII. ``inline`` draws it below the prompt, where
    the summary then takes its place.
    """
    encoding = (getattr(sys.stderr, "encoding", None) or "ascii").lower().replace("-", "")
    ascii_only = ascii_only or not encoding.startswith("utf")
    kind = EnvwizardApp
    if inline:
        from envwizard.tui.inline import InlineApp

        kind = InlineApp
    app = kind(session, ascii_only=ascii_only, onboarding=onboarding, migration=migration, opens=opens, readme=readme)
    app.run(inline=inline)
    from envwizard.tui.summary import exit_code, summary  # the first frame does not wait for it

    text = summary(app.state)
    # In a browser, standard output carries the frames.
    stream = sys.stderr if app.is_web else sys.stdout
    codec = stream.encoding or "ascii"
    stream.write(text.encode(codec, "backslashreplace").decode(codec))
    stream.flush()
    return exit_code(app.state, app.return_code)
