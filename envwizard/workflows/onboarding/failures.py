"""Why an installing command failed, as one sentence, read out of what pip, uv and their like print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from envwizard.model.change import Command
from envwizard.model.message import Message, msg

_NO_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish a new connection|Temporary failure in name resolution|ConnectTimeoutError|"
    r"Connection refused|ProxyError|Could not fetch URL|All attempts to connect to|error sending request|dns error|"
    r"Failed to fetch",
    re.IGNORECASE,
)
_NO_VERSION = re.compile(
    r"No matching distribution found for (.+)$|Could not find a version .*requirement (\S+)", re.MULTILINE
)
_IGNORED = re.compile(r"Ignored the following versions that require a different python version: (.+)$", re.MULTILINE)
_ASKING = re.compile(r"(\S+) Requires-Python ([^;]+)")
_POETRY_FOUND_NONE = re.compile(r"Unable to find installation candidates for (\S+ \(\S+\))")
_TOO_OLD = re.compile(r"This version of pip does not support python (\S+) \(requires ([^)]+)\)")
_BUILD = re.compile(
    r"Failed building wheel for (\S+)|issues with (\S+ \([^)]*\))|Failed to build [`']?([\w.=-]+)",
)
_UNBUILT = re.compile(
    r"Getting requirements to build wheel: finished with status 'error'|subprocess-exited-with-error|"
    r"metadata-generation-failed"
)
_NO_ROOT = re.compile(r"The current project could not be installed: (.+)$", re.MULTILINE)
_COLLECTING = re.compile(r"^\s*(?:Collecting|Processing|Obtaining|Building wheel for|Building) (\S+)")
_UNREACHED = re.compile(
    r"Cannot connect to proxy|Tunnel connection failed[^'\"]*|Temporary failure in name resolution|"
    r"Name or service not known|nodename nor servname provided|Network is unreachable|No route to host|"
    r"Connection refused|Connection reset by peer|(?:[Rr]ead|[Cc]onnect\w*|operation)?[ ]?timed out"
)
_GIT = re.compile(
    r"^[ \t|]*(?:fatal|ERROR): ((?:unable to access|Authentication failed|could not read|Could not read|repository"
    r"|Repository not found|The requested URL)[^\n]*)",
    re.MULTILINE,
)
_NAMED = re.compile(
    r"^(?:[\w.]*(?:Error|Exception)|fatal error|error|[^\s:]+:\d+:(?:\d+:)? (?:fatal )?error): \S"
    r"|: (?:command not found|not found|No such file or directory)$"
)
_HASH = re.compile(r"THESE PACKAGES DO NOT MATCH THE HASHES")
_PYTHON = re.compile(r"requires a different Python: (\S+) not in '?([^']+)'?")
_CONFLICT = re.compile(r"ResolutionImpossible|conflicting dependencies")
_ENSUREPIP = re.compile(r"ensurepip is not available")
_FULL = re.compile(r"No space left on device")


def found_nothing(command: Command, lines: Sequence[str]) -> bool:
    """Tell whether pip saw no release of a distribution: it says the same of a name that is wrong and of no network."""
    return "pip" in command.argv and any("(from versions: none)" in line for line in lines)


def explain(command: Command, code: int, lines: Sequence[str], unreached: Sequence[str] = ()) -> Message:
    """Say why a command failed; ``unreached`` are package indexes that did not answer afterwards."""
    text = "\n".join(lines)
    last = _last(lines)
    if code == 127 and len(lines) == 1:
        return msg("{program} cannot be started: {reason}", program=command.argv[0], reason=last)
    if _FULL.search(text):
        return msg("The disk is full: {line}", line=last)
    if _ENSUREPIP.search(text):
        return msg(
            "{python} cannot make virtual environments with pip: its ensurepip is missing. On Debian and Ubuntu "
            "install the package python3-venv of that version.",
            python=command.argv[0],
        )
    if match := _GIT.search(text):
        return msg("git cannot fetch what a requirement names: {reason}.", reason=match.group(1).strip().rstrip("."))
    match = _NO_NETWORK.search(text)
    if match or unreached:
        reason = _line_with(lines, match.group(0)) if match else msg("{index} does not answer", index=unreached[0])
        return msg(
            "The package index cannot be reached ({reason}). Run this again when there is a network; what is done "
            "stays done.",
            reason=reason,
        )
    if _HASH.search(text):
        return msg("A downloaded package is not the one that the lock's hashes are for; nothing of it was installed.")
    if match := _PYTHON.search(text):
        return msg("This Python does not fit: a package asks for {wanted}.", wanted=match.group(2))
    if match := _TOO_OLD.search(text):
        return msg(
            "{program} brings a pip that no longer supports Python {python} (it asks for {wanted}): an older "
            "{program} is needed, or a newer Python for the project.",
            program=command.argv[0],
            python=match.group(1),
            wanted=match.group(2),
        )
    if match := _POETRY_FOUND_NONE.search(text):
        return msg(
            "poetry found no file of {name} for this Python: its package index does not have it or cannot be reached.",
            name=match.group(1),
        )
    if newer := _newer_python(text):
        return newer
    if match := _NO_VERSION.search(text):
        return msg(
            "The package index has no {requirement} for this Python.", requirement=next(filter(None, match.groups()))
        )
    if _CONFLICT.search(text):
        return msg("The requirements exclude each other: {line}", line=_conflict(lines) or last)
    if match := _NO_ROOT.search(text):
        return msg(
            "poetry installed the dependencies, and not the project itself: {reason}. Where it is no package, "
            "`package-mode = false` in [tool.poetry] says so.",
            reason=match.group(1).rstrip("."),
        )
    match = _BUILD.search(text)
    if match or _UNBUILT.search(text):
        name = next(filter(None, match.groups())) if match else _building(lines)
        return msg(
            "{name} has no wheel for this Python and this machine and cannot be built here: {line}",
            name=name or "A distribution",
            line=_cause(lines) or last,
        )
    return msg("`{command}` ended with code {code}: {line}", command=command.typed, code=code, line=last)


def _newer_python(text: str) -> Message | None:
    """Say that there are releases as asked for, and that they need another Python."""
    from packaging.requirements import InvalidRequirement, Requirement

    wanted, ignored = _NO_VERSION.search(text), _IGNORED.search(text)
    if wanted is None or ignored is None:
        return None
    try:
        requirement = Requirement(next(filter(None, wanted.groups())))
    except InvalidRequirement:
        return None
    for version, python in reversed(_ASKING.findall(ignored.group(1))):
        if requirement.specifier.contains(version, prereleases=True):
            return msg(
                "{requirement} is not for this Python: {name} {version} asks for Python {python}. Make the "
                "environment with such a Python.",
                requirement=requirement, name=requirement.name, version=version, python=python,
            )  # fmt: skip
    return None


def _last(lines: Sequence[str]) -> str:
    told = [line.strip() for line in lines if line.strip() and not re.match(r"\[notice\]|WARNING\b", line.strip())]
    errors = [line for line in told if re.match(r"(?:error|.*Error)\]?\s*:", line, re.IGNORECASE)]
    chosen = (errors or told or [""])[-1]
    return re.sub(r"^(?:ERROR|error):\s*", "", chosen)[:300]


def _line_with(lines: Sequence[str], text: str) -> str:
    line = next((one.strip() for one in lines if text in one), text)
    match = _UNREACHED.search(line)
    return (match.group() if match else line)[:200]


def _building(lines: Sequence[str]) -> str:
    """The distribution that was being worked on when it failed."""
    found = ""
    for line in lines:
        if "error:" in line:
            break
        if match := _COLLECTING.match(line):
            found = match.group(1)
    return found


def _cause(lines: Sequence[str]) -> str:
    """What a build ended with, in its own words: the last line of its output that names an error."""
    ends = ("[end of output]", "This error originates from the build backend")
    end = next((number for number, line in enumerate(lines) if any(text in line for text in ends)), len(lines))
    told = [re.sub(r"^\s*[|╰─>]*\s*", "", line).strip() for line in lines[:end]]
    named = [line for line in told if _NAMED.search(line) and "subprocess-exited" not in line]
    # That a compiler ended badly says less than what it said itself.
    named = [line for line in named if not re.match(r"error: [Cc]ommand ", line)] or named
    return named[-1][:300] if named else ""


def _conflict(lines: Sequence[str]) -> str:
    start = next((number for number, line in enumerate(lines) if "conflict is caused by" in line), None)
    return "; ".join(line.strip() for line in lines[start + 1 : start + 3]) if start is not None else ""
