"""What releases need, as the package index tells it: asked by pip, which installs and builds nothing for it."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from envwizard.model.errors import Cancelled
from envwizard.model.message import msg
from envwizard.workspace.process import run_process
from envwizard.workspace.tool_environment import TEMPORARY

# pip names one release that it cannot find (no wheel for the target, an unknown name), and gives up.
_NOT_FOUND = re.compile(r"No matching distribution found for ([A-Za-z0-9._-]+)==")
_MOST_LOST = 25
_SECONDS = 300


def index_requirements(
    pins: Mapping[str, str], python: str | None, cancelled: Callable[[], bool] = lambda: False
) -> dict[str, tuple[str, ...]]:
    """Give the Requires-Dist lines of releases by normalised name; those that the index does not tell are left out.

    ``pins`` are versions by name, ``python`` the ``X.Y`` that wheels must be for. Only wheels are looked at, for asking
    a source distribution means to run its build. Empty where pip cannot reach an index. Raises ``Cancelled``.
    """
    from envwizard.syntax.requirement_text import normalised

    left = dict(pins)
    with tempfile.TemporaryDirectory(prefix="envwizard-", ignore_cleanup_errors=True) as folder:
        for _ in range(_MOST_LOST):
            if not left:
                break
            report = _asked(Path(folder), left, python, cancelled)
            if isinstance(report, str):
                lost = _NOT_FOUND.search(report)
                name = normalised(lost.group(1)) if lost else None
                if name is None or left.pop(name, None) is None:
                    break
                continue
            return {
                normalised(str(one["metadata"]["name"])): tuple(one["metadata"].get("requires_dist", ()))
                for one in report.get("install", ())
            }
    return {}


def _asked(
    folder: Path, pins: Mapping[str, str], python: str | None, cancelled: Callable[[], bool]
) -> dict[str, list[dict[str, dict[str, str]]]] | str:
    """Run pip; gives its report, or what it printed where it failed."""
    listed, told = folder / "pins.txt", folder / "report.json"
    listed.write_text("".join(f"{name}=={version}\n" for name, version in sorted(pins.items())), "utf-8")
    target = ("--python-version", python, "--target", str(folder / "none")) if python else ()
    argv = (
        sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--no-input", "--quiet",
        "--disable-pip-version-check", "--retries", "1", "--only-binary", ":all:", *target, "--report", str(told),
        "-r", str(listed),
    )  # fmt: skip
    given = {**os.environ, **dict.fromkeys(TEMPORARY, str(folder))}
    end, lines = time.monotonic() + _SECONDS, list[str]()
    code = run_process(argv, folder, lines.append, lambda: cancelled() or time.monotonic() > end, given)
    if code and cancelled():
        raise Cancelled(msg("Cancelled. Nothing was changed."))
    if code:
        return "\n".join(lines)
    report: dict[str, list[dict[str, dict[str, str]]]] = json.loads(told.read_text("utf-8"))
    return report
