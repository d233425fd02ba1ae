"""Everything that the probes saw, as JSON: what belongs to a bug report. Values of env files mask themselves."""

from __future__ import annotations

import dataclasses
import json
from enum import Enum
from typing import Any

from envwizard import __version__
from envwizard.model.facts import Facts
from envwizard.model.message import Message
from envwizard.model.paths import ExternalPath, ProjectPath
from envwizard.model.secret import Secret


def facts_json(facts: Facts) -> str:
    """Write the facts as JSON text; ends with a newline."""
    data = {"format": 1, "tool": {"name": "envwizard", "version": __version__}, "facts": _plain(facts)}
    return json.dumps(data, indent=1, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, (ProjectPath, ExternalPath, Message, Secret)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, frozenset):
        return sorted((_plain(one) for one in value), key=str)
    return value
