"""Why a compiler gave up, as one sentence: read out of the output of pip-compile (pip 22.2 to 26.3) and uv."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from envwizard.model.message import Message, msg
from envwizard.model.migration import Layer
from envwizard.workspace.index_probe import IndexState

_CAUSED = "The conflict is caused by:"
_DEPENDS = re.compile(r"(\S+) (\S+) depends on (.+)$")
_ASKED = re.compile(r"The user requested (\(constraint\) )?(.+)$")
_NO_VERSION = re.compile(
    r"Could not find a version that satisfies the requirement (.+?)(?: \(from ((?!versions:).*?)\))? "
    r"\(from versions: (.*)\)$"
)
_INVALID = re.compile(r"Invalid requirement: ['\"]?(.+?)['\"]?(?: \(from line|: |$)")
# Behind the requirement, or behind what is wrong with it: on its line or on a later one.
_FROM_LINE = re.compile(r"\(from line (\d+) of (\S+)\)")
_CHAIN = re.compile(r"(?:Collecting|Processing) (\S+).*?\(from ([^)]*(?:\)|$))")
_FULL = "No space left on device"
_COLLECTED = re.compile(r"\s*(?:Collecting|Processing) (?:\S*/)?(\S+)")
_YANKED = re.compile(r"is a yanked version: '(\S+)' candidate \(version (\S+) at")
_YANK_REASON = re.compile(r"Reason for being yanked: (.*)$")
_BUILD = re.compile(r"Failed to build '?([^'\s]+)'?|subprocess-exited-with-error")
_UV_MISSING = re.compile(r"Because (\S+) was not found in the (?:package registry|provided package locations)")
_UV_SYNTAX = re.compile(r"error: Couldn't parse requirement in `?([^`]+?)`? at position (\d+)")


@dataclass(frozen=True, slots=True)
class Failure:
    """What the output says. ``is_nothing_found``: no version at all, so that the network may be the reason."""

    message: Message
    is_nothing_found: bool = False


def explain(lines: Sequence[str], layer: Layer) -> Failure:
    """Say in one sentence why a compiler failed on a layer."""
    if any(_FULL in line for line in lines):
        return Failure(
            msg("{source} cannot be compiled: the disk of the temporary folder is full.", source=layer.source)
        )
    found = _conflict(lines, layer) or _no_version(lines, layer) or _invalid(lines, layer) or _by_uv(lines, layer)
    if found is not None:
        return found
    errors = [line.strip() for line in lines if line.strip().lower().startswith("error:")]
    last = errors[-1] if errors else next((line.strip() for line in reversed(lines) if line.strip()), "")
    if any(_BUILD.search(line) for line in lines):
        return Failure(
            msg(
                "{source}: {name} has no wheel for this Python and cannot be built here, and its dependencies are "
                "only known once it is ({error}). If the deployment runs an older Python, name it in .python-version.",
                source=layer.source,
                name=_unbuilt(lines),
                error=last.removeprefix("ERROR: "),
            )
        )
    return Failure(msg("{source} cannot be compiled: {error}", source=layer.source, error=last.removeprefix("ERROR: ")))


def _unbuilt(lines: Sequence[str]) -> str:
    """Name the source distribution that pip collected last before it gave up."""
    end = next((number for number, line in enumerate(lines) if _BUILD.search(line)), len(lines))
    for line in reversed(lines[:end]):
        match = _COLLECTED.match(line)
        if match is not None:
            return match.group(1)
    return "a distribution"


def explain_network(state: IndexState) -> Message | None:
    """Say that an index did not answer, or answered only to those with a password; ``None`` where all answered."""
    if state.unreachable:
        return msg(
            "The package index {index} cannot be reached: there is no network, or a proxy or a firewall is in the way. "
            "Nothing was changed.",
            index=state.unreachable[0],
        )
    if state.denied:
        return msg(
            "The package index {index} asks for a user name and a password, and has none or wrong ones. Give them in "
            "PIP_INDEX_URL, in pip.conf or in ~/.netrc, not in the project's files; they get into no lock. Nothing was "
            "changed.",
            index=state.denied[0],
        )
    return None


def yanked(lines: Sequence[str]) -> tuple[Message, ...]:
    """List the pinned releases that their authors withdrew, with the reasons they gave."""
    found: dict[str, Message] = {}
    for number, line in enumerate(lines):
        match = _YANKED.search(line)
        if match is None:
            continue
        told = _YANK_REASON.search(lines[number + 1]) if number + 1 < len(lines) else None
        reason = told.group(1).strip() if told else ""
        if not reason or reason.startswith("<none"):
            reason = "no reason given"
        found[match.group(1)] = msg(
            "{name} {version} was withdrawn by its authors ({reason}); the pin stays, think of moving it.",
            name=match.group(1),
            version=match.group(2),
            reason=reason,
        )
    return tuple(found.values())


def discarded(lines: Sequence[str]) -> dict[str, str]:
    """Give the pins that did not fit and were given up, by name, each with what stood against it."""
    found: dict[str, str] = {}
    causes: list[str] = []
    for number, line in enumerate(lines):
        if line.strip() == _CAUSED:
            causes = [one for one in _block(lines, number) if not one.startswith("The user requested (constraint)")]
        elif match := re.match(r"\s*Discarding (\S+?)==(\S+) ", line):
            found[_plain(match.group(1))] = "; ".join(causes)
    return found


def unfit_seeds(lines: Sequence[str], seeds: Mapping[str, str]) -> dict[str, str]:
    """Give the seeded pins that stand in the way of a solution, each with the conflict.

    pip-compile gives up a pin that a requirement excludes, and stops where a pin's own dependencies do not fit.
    """
    starts = [number for number, line in enumerate(lines) if line.strip() == _CAUSED]
    if not starts:
        return {}
    causes = _block(lines, starts[-1])
    found = {}
    for line in causes:
        match = _DEPENDS.match(line)
        if match is not None and seeds.get(_plain(match.group(1))) == match.group(2):
            found[_plain(match.group(1))] = "; ".join(causes)
    return found


def _block(lines: Sequence[str], number: int) -> list[str]:
    found = []
    for line in lines[number + 1 :]:
        if not line.strip():
            break
        found.append(line.strip())
    return found


def _conflict(lines: Sequence[str], layer: Layer) -> Failure | None:
    starts = [number for number, line in enumerate(lines) if line.strip() == _CAUSED]
    if not starts or any("Discarding" in line for line in lines[starts[-1] :]):
        return None
    parents = _parents(lines)
    # What is asked for, and by which versions: pip lists each version that it tried.
    sides: dict[tuple[str, str], list[str]] = {}
    for line in _block(lines, starts[-1]):
        if match := _DEPENDS.match(line):
            name, version, needed = match.groups()
            sides.setdefault((name, needed), []).append(version)
        elif match := _ASKED.match(line):
            sides.setdefault(("-c" if match.group(1) else "", match.group(2)), [])
    said = [_side(*side, versions, parents, layer) for side, versions in sides.items()][:4]
    whole = said[0] if said else msg("pip does not say which")
    for side in said[1:]:
        whole = msg("{one}, but {other}", one=whole, other=side)
    return Failure(
        msg(
            "{source} cannot be compiled, two requirements exclude each other: {sides}.",
            source=layer.source,
            sides=whole,
        )
    )


def _side(name: str, needed: str, versions: list[str], parents: Mapping[str, str], layer: Layer) -> Message:
    if not versions:
        if name:
            return msg("a lock that it is bound to (-c) asks for {needed}", needed=needed)
        return msg("{source} asks for {needed}", source=layer.source, needed=needed)
    through = parents.get(_plain(name))
    who = msg("{name} {version}", name=name, version=versions[0])
    if through:
        who = msg("{who} ({through})", who=who, through=through)
    if len(versions) > 1:
        return msg("{who} and other versions of it need {needed}", who=who, needed=needed)
    return msg("{who} needs {needed}", who=who, needed=needed)


def _parents(lines: Sequence[str]) -> dict[str, str]:
    """Give for each distribution who asked for it, as pip tells while it collects (``from a->b->-r x.in (line 1)``)."""
    found: dict[str, str] = {}
    for line in lines:
        match = _CHAIN.search(line)
        if match is None:
            continue
        chain = match.group(2).split("->")
        names = [re.split(r"[<>=!~\[;(]", one)[0].strip() for one in chain if not one.strip().startswith(("-r", "-c"))]
        word = match.group(1).rpartition("/")[2]
        name = re.split(r"[<>=!~\[;]|-\d", word, maxsplit=1)[0]
        names = [one for one in names if one]
        found.setdefault(_plain(name), f"through {' and '.join(names)}" if names else "asked for by name")
    return {name: text for name, text in found.items() if text != "asked for by name"}


def _no_version(lines: Sequence[str], layer: Layer) -> Failure | None:
    for line in reversed(lines):
        match = _NO_VERSION.search(line)
        if match is None:
            continue
        requirement, chain, versions = match.groups()
        through = [
            one.strip() for one in (chain or "").split("->") if one.strip() and not one.strip().startswith(("-r", "-c"))
        ]
        asks = msg("{source}", source=layer.source)
        if through:
            asks = msg("{parent} (needed by {source})", parent=through[0], source=layer.source)
        if versions.strip() == "none":
            text = msg(
                "{asks} asks for {requirement}, and no index has a distribution of that name for this Python.",
                asks=asks,
                requirement=requirement,
            )
            return Failure(text, is_nothing_found=True)
        newest = versions.split(",")[-1].strip()
        return Failure(
            msg(
                "{asks} asks for {requirement}, and this Python has no such version; the newest is {newest}.",
                asks=asks,
                requirement=requirement,
                newest=newest,
            )
        )
    return None


def _invalid(lines: Sequence[str], layer: Layer) -> Failure | None:
    for line in reversed(lines):
        match = _INVALID.search(line) or _UV_SYNTAX.search(line)
        if match is None:
            continue
        if match.re is _UV_SYNTAX:
            return Failure(msg("{path} has a line that is no requirement.", path=layer.source))
        told = next((one for each in lines if (one := _FROM_LINE.search(each))), None)
        place = f"{told.group(2)}:{told.group(1)}" if told is not None else str(layer.source)
        return Failure(
            msg("{place}: `{text}` is no requirement that pip understands.", place=place, text=match.group(1))
        )
    return None


def _by_uv(lines: Sequence[str], layer: Layer) -> Failure | None:
    text = " ".join(line.strip() for line in lines)
    if missing := _UV_MISSING.search(text):
        return Failure(
            msg(
                "{source} asks for {name}, and no index has a distribution of that name.",
                source=layer.source,
                name=missing.group(1),
            ),
            is_nothing_found=True,
        )
    if "Failed to fetch" in text:
        return Failure(msg("{source} cannot be compiled: an index did not answer.", source=layer.source), True)
    start = text.find("No solution found when resolving dependencies")
    if start < 0:
        return None
    reason = re.sub(r".*?(?:╰─▶|cause:) ", "", text[start:], count=1)
    return Failure(msg("{source} cannot be compiled: {reason}", source=layer.source, reason=reason))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
