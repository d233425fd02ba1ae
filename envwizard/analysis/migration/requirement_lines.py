"""A requirement as a line of a source."""

from __future__ import annotations

import re

from envwizard.model.facts.dependencies import Requirement

# Where a file on the machine that made the dump is named, which is nowhere else (conda's build folders).
_LOCAL = re.compile(r"(?:file:|/|\.|~|[A-Za-z]:[\\/])")

# Older pip learned the name from the address.
_EGG = re.compile(r"#egg=[^&]*$")


def source_line(one: Requirement, *, bare: bool) -> str:
    """Write a requirement; ``bare`` leaves its version to the lock.

    What was installed from a file of somebody's machine, or from an address with a password, goes by its name.
    """
    extras = f"[{','.join(sorted(one.extras))}]" if one.extras else ""
    marker = f" ; {one.marker}" if one.marker else ""
    if one.url is not None and not is_local(one) and not one.has_credentials:
        return f"{one.name}{extras} @ {_EGG.sub('', one.url)}{marker}"
    pinned = bare and one.pinned is not None
    return f"{one.name}{extras}{'' if pinned else one.specifier.replace(' ', '')}{marker}"


def is_local(one: Requirement) -> bool:
    """Tell a requirement by a path or a ``file:`` address."""
    return one.url is not None and _LOCAL.match(one.url) is not None
