"""What the wizard remembers from one run to the next, beside the projects: the theme."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_NAME = "preferences.json"


def read_theme(state: Path) -> str | None:
    """Give the name of the theme that the user chose last; ``None`` where there is none, or no telling."""
    try:
        kept = json.loads((state / _NAME).read_bytes())
    except (OSError, ValueError):
        return None
    theme = kept.get("theme") if isinstance(kept, dict) else None
    return theme if isinstance(theme, str) else None


def keep_theme(state: Path, theme: str) -> None:
    """Remember a theme. Where that cannot be written nothing happens: it is no reason to disturb the user."""
    with suppress(OSError):
        state.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=state, prefix=_NAME)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"theme": theme}, file)
        Path(name).replace(state / _NAME)
