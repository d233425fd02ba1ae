"""A baseline as JSON: sorted, a line for each finding, nothing in it that changes by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable

from envwizard.model.suppression import BaselineEntry

_HEAD = '{\n  "format": 1,\n  "about": "findings that envwizard does not count; see `envwizard check --help`",\n'


def baseline_json(entries: Iterable[BaselineEntry]) -> str:
    """Write a baseline; ends with a newline."""
    rows = [
        json.dumps({"path": one.path, "rule": one.rule, "fingerprint": one.fingerprint}) for one in sorted(set(entries))
    ]
    listed = ",\n".join(f"    {row}" for row in rows)
    return f'{_HEAD}  "findings": [\n{listed}\n  ]\n}}\n' if rows else f'{_HEAD}  "findings": []\n}}\n'
