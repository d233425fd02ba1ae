"""One requirement as pip and project files write it: a name with specifier and marker, a URL or a path."""

from __future__ import annotations

import re

from envwizard.model.facts.dependencies import Requirement
from envwizard.model.source import Location
from envwizard.syntax.requirement_options import has_credentials, masked

_MAX_LENGTH = 8_000
_NAMED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(.*)", re.DOTALL)
_SCHEME = re.compile(r"(?:https?|ftp|file|(?:git|hg|svn|bzr)(?:\+[a-z]+)?):", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(?:zip|whl|tar\.gz|tgz|tar|tar\.bz2|tbz|tar\.xz|tlz|txz|tar\.lz|tar\.lzma)$", re.IGNORECASE)
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[([^\]]*)\])?")
_WHEEL = re.compile(
    r"(?:^|/)([A-Za-z0-9][A-Za-z0-9._]*)-[^-/]+(?:-\d[^-/]*)?-[^-/]+-[^-/]+-[^-/]+\.whl$", re.IGNORECASE
)
_PATH_EXTRAS = re.compile(r"^(.+)\[([^\]]+)\]$")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_SEPARATORS = re.compile(r"[-_.]+")


def normalised(name: str) -> str:
    """Normalise a distribution's name (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def requirement_of(
    text: str, location: Location, *, group: str | None = None, editable: bool = False
) -> Requirement | None:
    """Read one requirement (without options and comment); ``None`` where it is none.

    Credentials in URLs are masked in what is given back. A variable (``${NAME}``), which pip expands, is kept as it is.
    """
    text = text.strip()
    if not text or len(text) > _MAX_LENGTH:
        return None
    if _SCHEME.match(text):
        return _by_url(text, location, group, editable)
    if _is_path(text) or (editable and not _is_direct_reference(text)):
        return _by_path(text, location, group, editable)
    return _by_name(text, location, group, editable)


def _is_direct_reference(text: str) -> bool:
    return "@" in text and _NAMED.match(text) is not None and "/" not in text.partition("@")[0]


def _is_path(text: str) -> bool:
    """Tell what pip takes for a path: it begins with a dot, holds a slash or ends like an archive."""
    before_marker = re.split(r";\s", text, maxsplit=1)[0].strip()
    if _is_direct_reference(before_marker) and not before_marker.startswith((".", "/")):
        return False
    if text.startswith((".", "/", "~/")):
        return True
    bare = before_marker.partition("[")[0]
    return not any(sign in bare for sign in (" ", "\t", "://")) and (
        "/" in bare or "\\" in bare or bool(_ARCHIVE.search(before_marker))
    )


def _by_url(text: str, location: Location, group: str | None, editable: bool) -> Requirement:
    # pip parts a marker from a URL only where a blank stands behind the semicolon.
    url, _, marker = text.partition("; ")
    url = url.strip()
    egg = _EGG.search(url)
    wheel = _WHEEL.search(url.partition("#")[0])
    name = egg.group(1) if egg else wheel.group(1) if wheel else ""
    return Requirement(
        name=normalised(name),
        text=masked(text),
        location=location,
        extras=_extras(egg.group(2) if egg else None),
        marker=marker.strip(),
        url=masked(url),
        editable=editable,
        group=group,
        has_credentials=has_credentials(url),
    )


def _by_path(text: str, location: Location, group: str | None, editable: bool) -> Requirement:
    path, _, marker = text.partition(";")
    path = path.strip()
    egg = _EGG.search(path)
    wheel = _WHEEL.search(path.replace("\\", "/"))
    extras = _PATH_EXTRAS.match(path)
    return Requirement(
        name=normalised(egg.group(1) if egg else wheel.group(1) if wheel else ""),
        text=text,
        location=location,
        extras=_extras(extras.group(2) if extras else None),
        marker=marker.strip(),
        url=extras.group(1) if extras else path,
        editable=editable,
        group=group,
    )


def _by_name(text: str, location: Location, group: str | None, editable: bool) -> Requirement | None:
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(_VARIABLE.sub("0", text))
    except (InvalidRequirement, RecursionError):
        return None
    named = _NAMED.match(text)
    if named is None:
        return None
    rest = named.group(3)
    specifier = marker = ""
    if parsed.url is None:
        specifier, _, marker = rest.partition(";")
        specifier = specifier.strip()
        if specifier.startswith("("):
            specifier = specifier[1:].rpartition(")")[0].strip()
        url = None
    else:
        url, _, marker = rest.removeprefix("@").strip().partition(" ;")
        url = url.strip()
    return Requirement(
        name=normalised(parsed.name),
        text=masked(text),
        location=location,
        specifier=specifier,
        extras=tuple(sorted(parsed.extras)),
        marker=marker.strip(),
        url=None if url is None else masked(url),
        editable=editable,
        group=group,
        has_credentials=url is not None and has_credentials(url),
    )


def _extras(text: str | None) -> tuple[str, ...]:
    return tuple(sorted(part.strip() for part in text.split(",") if part.strip())) if text else ()
