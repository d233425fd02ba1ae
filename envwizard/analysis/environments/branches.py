"""What the branch of a script that a command stands in says about the environment it serves."""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.analysis.environments.name_tokens import role_of_name
from envwizard.model.environment import Role
from envwizard.model.facts.commands import Condition

_COMPARES = re.compile(r"(?:^|\s)(?:==?|!=|-eq|-ne|-n|-z|=~)(?:\s|$)")
_NEGATED = re.compile(r"(?:^|\s)(?:!=|-ne|-z|!)(?:\s|$)")
_OFF = re.compile(r"(?:==?|-eq)\s*[\"']?(?:0|false|off|no|n)[\"']?(?:\s|\]|$)", re.IGNORECASE)


def branch_role(conditions: Iterable[Condition]) -> Role | None:
    """Tell the role that the innermost telling branch serves; ``None`` where no branch tells one."""
    for condition in reversed(tuple(conditions)):
        role = _role(condition)
        if role is not None:
            return role
    return None


def is_guarded(conditions: Iterable[Condition]) -> bool:
    """Tell whether a test decides if a command runs."""
    return any(condition.is_branch and condition.keyword not in ("while", "until") for condition in conditions)


def _role(condition: Condition) -> Role | None:
    if condition.keyword == "else":
        tests = [_tested(text) for text in condition.text.split(" | ")]
        if Role.PRODUCTION in tests:
            return Role.DEVELOPMENT if Role.DEVELOPMENT not in tests else None
        return Role.PRODUCTION if set(tests) == {Role.DEVELOPMENT} else None
    if condition.keyword == "case":
        named = role_of_name(condition.text.partition(" in ")[2])
        return named.role if named is not None else None
    if condition.keyword in ("if", "elif", "&&"):
        return _tested(condition.text)
    return _opposite(_tested(condition.text)) if condition.keyword == "||" else None


def _tested(text: str) -> Role | None:
    if not _COMPARES.search(text):
        return None
    named = role_of_name(text)
    if named is None:
        return None
    return _opposite(named.role) if bool(_NEGATED.search(text)) != bool(_OFF.search(text)) else named.role


def _opposite(role: Role | None) -> Role | None:
    return {Role.DEVELOPMENT: Role.PRODUCTION, Role.PRODUCTION: Role.DEVELOPMENT}.get(role) if role else None
