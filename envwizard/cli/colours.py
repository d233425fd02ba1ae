"""Whether output is coloured."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO


def wants_colours(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether to colour what goes to a stream: a terminal, unless NO_COLOR is set; FORCE_COLOR colours the rest.

    Both count where they are not empty (no-color.org, force-color.org); NO_COLOR goes first.
    """
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM", "") not in ("", "dumb")
