"""What the conditions around a path say of the environment that it is for."""

from __future__ import annotations

import re

_NEGATED = re.compile(r"not\s*\((.*)\)|not\s+(.*)", re.DOTALL)
_YES = r"(?:\s*(?:is|==)\s*True)?"
_DEVELOPMENT = re.compile(rf"(?:\w+\.)*(?:(?:IS_|IN_)?(?:DEBUG|DEV|DEVELOPMENT|LOCAL))(?:_MODE)?{_YES}", re.IGNORECASE)
_PRODUCTION = re.compile(rf"(?:\w+\.)*(?:(?:IS_|IN_)?(?:PROD|PRODUCTION))(?:_MODE)?{_YES}", re.IGNORECASE)
_NAMED = re.compile(r"[\w.]*env\w*\s*==\s*[\"'](?:dev|development|local|debug)[\"']", re.IGNORECASE)


def is_for_developers(test: str) -> bool:
    """Tell whether a test holds where developers run the program: ``DEBUG``, ``not PRODUCTION``, ``ENV == "dev"``."""
    holds = True
    core = test.strip()
    while match := _NEGATED.fullmatch(core):
        holds = not holds
        core = (match.group(1) or match.group(2)).strip()
    if holds:
        return _DEVELOPMENT.fullmatch(core) is not None or _NAMED.fullmatch(core) is not None
    return _PRODUCTION.fullmatch(core) is not None
