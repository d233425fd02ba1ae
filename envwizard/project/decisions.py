"""The part of the project's settings that decides: ``answers``, ``environments`` and ``roots`` of [tool.envwizard]."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from envwizard.model.decisions import Answer, Decisions, DescribedEnvironment
from envwizard.model.environment import Role
from envwizard.model.errors import UsageError
from envwizard.model.message import msg
from envwizard.model.nearest import nearest
from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret

DECISION_KEYS = ("answers", "environments", "roots")
_ENVIRONMENT_KEYS = ("role", "files")
_ROLES = tuple(role.value for role in Role if role is not Role.UNKNOWN)


def read_decisions(table: Mapping[str, Any], source: str, path: str) -> Decisions:
    """Read the deciding keys of the settings' table; ``source`` names it for messages, ``path`` is its file.

    Raises ``UsageError`` for a wrong type, an unknown key or role. What an answer says is repeated in no message.
    """
    answers = _table(table, "answers", source)
    environments = _table(table, "environments", source)
    roots = table.get("roots", [])
    if not isinstance(roots, list) or not all(isinstance(item, str) for item in roots):
        raise UsageError(msg("{source}: {key} must be a list of texts.", source=source, key="roots"))
    return Decisions(
        answers=given_answers(answers, path, source),
        environments=tuple(_environment(name, one, source, path) for name, one in environments.items()),
        roots=tuple(roots),
    )


def given_answers(answers: Mapping[str, object], given: str, source: str) -> tuple[Answer, ...]:
    """Take answers by question id; raises ``UsageError`` for one that is no text (it is not repeated)."""
    for key, value in answers.items():
        if not isinstance(value, str):
            raise UsageError(msg("{source}: the answer to {key} must be a text in quotes.", source=source, key=key))
    return tuple(Answer(key, Secret(str(value)), given) for key, value in answers.items())


def answers_in(path: Path, given: str) -> tuple[Answer, ...]:
    """Read a file of answers; raises ``UsageError`` where it cannot be read or is no TOML, without repeating it."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(
            msg("{given} cannot be read: {reason}.", given=given, reason=error.strerror or error)
        ) from None
    except ValueError as error:
        line = re.search(r"line (\d+)", str(error))
        if line is None:
            raise UsageError(msg('{given} is no TOML: write KEY = "VALUE".', given=given)) from None
        raise UsageError(
            msg('{given}, line {line}: this is no TOML; write KEY = "VALUE".', given=given, line=line.group(1))
        ) from None
    return given_answers(table, given, given)


def _table(table: Mapping[str, Any], key: str, source: str) -> Mapping[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, Mapping):
        raise UsageError(msg("{source}: {key} must be a table.", source=source, key=key))
    return found


def _environment(name: str, table: object, source: str, path: str) -> DescribedEnvironment:
    where = f"environments.{name}"
    if not isinstance(table, Mapping):
        raise UsageError(msg("{source}: {key} must be a table.", source=source, key=where))
    for key in table:
        if key not in _ENVIRONMENT_KEYS:
            raise UsageError(
                msg("{source}: unknown key {key} in {table}.{hint}", source=source, key=key, table=where,
                    hint=nearest(str(key), _ENVIRONMENT_KEYS))
            )  # fmt: skip
    role = table.get("role", name)
    if role not in _ROLES:
        raise UsageError(
            msg("{source}: {table} needs a role that is one of {roles}.{hint}", source=source, table=where,
                roles=", ".join(_ROLES), hint=nearest(str(role), _ROLES))
        )  # fmt: skip
    files = table.get("files", [])
    if not isinstance(files, list) or not all(isinstance(item, str) for item in files):
        raise UsageError(msg("{source}: {key} must be a list of texts.", source=source, key=f"{where}.files"))
    return DescribedEnvironment(name, Role(role), tuple(files), ProjectPath(path))
