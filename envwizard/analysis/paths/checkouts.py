"""Where people put the checkouts of projects on their machines and servers."""

from __future__ import annotations

import re

_HOME = r"(?:/home/[^/]+|/Users/[^/]+|/root|~|%h|[A-Za-z]:/Users/[^/]+)"
_COLLECTIONS = r"(?:projects?|code|src|dev|work|repos?|git|github|workspace|sites|www|apps?|Documents|Desktop)"
_CHECKOUT = re.compile(
    rf"(?:(?:/opt|/srv|/var/www|/var/lib|/usr/src|/usr/local)?|{_HOME}(?:/{_COLLECTIONS})?)/[^/]+/?", re.IGNORECASE
)


def is_checkout(directory: str) -> bool:
    """Tell whether a folder is likely a whole checkout: it lies right in a place where such are put."""
    return _CHECKOUT.fullmatch(directory.replace("\\", "/")) is not None
