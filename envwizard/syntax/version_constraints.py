"""Version constraints of poetry and conda, told in the words of PEP 440.

Poetry: python-poetry.org/docs/dependency-specification (caret, tilde, wildcard). Conda: the match specification of
docs.conda.io, in which ``=1.2`` means ``1.2.*``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CLAUSE = re.compile(r"(===|==|~=|!=|>=|<=|\^|~|=|>|<|)\s*v?([0-9*][0-9A-Za-z!*+_.-]*)")
_BETWEEN = re.compile(r"[\s,]*")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")


def poetry_specifier(text: str) -> str | None:
    """Translate a constraint of poetry; ``None`` where PEP 440 cannot say it (``||``) or it is none."""
    return _translate(text, _poetry_clause)


def conda_specifier(text: str) -> str | None:
    """Translate a constraint of conda; ``None`` where PEP 440 cannot say it (``|``) or it is none."""
    return _translate(text, _conda_clause)


def _translate(text: str, clause_of: Callable[[str, str], str | None]) -> str | None:
    if text.strip() in ("", "*"):
        return ""
    clauses: list[str] = []
    at = len(text) - len(text.lstrip())
    while at < len(text):
        match = _CLAUSE.match(text, at)
        clause = clause_of(match.group(1), match.group(2)) if match else None
        if match is None or clause is None:
            return None
        if clause:
            clauses.append(clause)
        between = _BETWEEN.match(text, match.end())
        at = between.end() if between else match.end()
    return ",".join(clauses)


def _poetry_clause(operator: str, version: str) -> str | None:
    if version == "*":
        return ""
    if operator in ("", "=", "=="):
        return f"=={version}"
    if operator not in ("^", "~"):
        return operator + version
    release = _RELEASE.match(version)
    if release is None:
        return None
    parts = [int(part) for part in release.group().split(".")]
    if operator == "~":
        kept = min(len(parts), 2)
    else:
        # The caret keeps everything up to the first number that is not zero.
        kept = next((index for index, part in enumerate(parts, 1) if part), len(parts))
    upper = [*parts[: kept - 1], parts[kept - 1] + 1]
    return f">={version},<{'.'.join(map(str, upper))}"


def _conda_clause(operator: str, version: str) -> str | None:
    if version == "*":
        return ""
    if operator == "=":
        return f"=={version}" if version.endswith("*") else f"=={version}.*"
    if operator in ("^", "~"):
        return None
    return (operator or "==") + version
