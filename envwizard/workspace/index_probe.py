"""Asking whether the configured package index answers: pip itself cannot tell no network from no such package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from envwizard.workspace.tool_environment import run_tool

# pip 22.2 to 26.3, at its debug level: one line for each page that it could not fetch.
_FAILED = re.compile(r"Could not fetch URL (\S+): (.*?)(?: - skipping)?$")
_DENIED = re.compile(r"\b(401|403|407)\b")
_MISSING = re.compile(r"\b(404|410)\b")
_LOOKING = re.compile(r"Looking in indexes: (.*)$")


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the indexes answered: ``unreachable`` and ``denied`` are their addresses, credentials masked."""

    indexes: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


def probe_indexes(
    python: Path, folder: Path, options: tuple[str, ...], environ: Mapping[str, str] | None
) -> IndexState:
    """Let the pip of a tool environment ask for one page of each index, with its own proxies and certificates.

    ``options`` are the index options of the project's own lists.
    """
    argv = (
        str(python), "-m", "pip", "download", "-vv", "--retries", "0", "--timeout", "10", "--no-deps", "--no-cache-dir",
        *options, "envwizard-asks-for-nothing==0.0.1",
    )  # fmt: skip
    _, lines = run_tool(argv, folder, environ=environ)
    indexes: list[str] = []
    unreachable: list[str] = []
    denied: list[str] = []
    for line in lines:
        if looking := _LOOKING.search(line):
            indexes += [one.strip() for one in looking.group(1).split(",")]
        failed = _FAILED.search(line)
        if failed is None or _MISSING.search(failed.group(2)):
            continue
        index = failed.group(1).rstrip("/").rpartition("/")[0]
        (denied if _DENIED.search(failed.group(2)) else unreachable).append(index)
    return IndexState(tuple(dict.fromkeys(indexes)), tuple(dict.fromkeys(unreachable)), tuple(dict.fromkeys(denied)))
