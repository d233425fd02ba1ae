"""What the project's own linters are told to report."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class LinterConfig:
    """One linter's configuration. The codes may be prefixes (``E``, ``E4``), as the linter takes them.

    ``tool`` is ``ruff``, ``flake8``, ``isort``, ``pylint`` or ``bandit``. ``selected`` is ``None`` where the linter's
    own default holds; ``added`` comes on top of it. ``per_file`` gives patterns with the codes that are ignored where
    they match, ``excluded`` the patterns of files that are not looked at. For pylint, ``ignored`` are messages by code
    or name.
    """

    tool: str
    location: Location
    selected: tuple[str, ...] | None = None
    added: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    excluded: tuple[str, ...] = ()
    # The release that a pre-commit hook pins.
    release: str | None = None
