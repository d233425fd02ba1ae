"""Requirements that only one machine, one platform or one index can install."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.dependencies.installs import deployment_installs
from envwizard.analysis.dependencies.requirement_families import installed_files
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import Requirement, RequirementsFile
from envwizard.model.message import Message, msg

# PyPI has nothing of pywin32 for other platforms, pypiwin32 needs it, and the sources of the others do not build there.
_WINDOWS = frozenset(("pywin32", "pypiwin32", "pywinpty", "twisted-iocpsupport"))
_DRIVE = re.compile(r"(?:file:/*)?[A-Za-z]:[\\/]")
_WHEEL = re.compile(r"-((?:\d+!)?\d[^-/\\]*)(?:-\d[^-/\\]*)?-[^-/\\]+-[^-/\\]+-([^-/\\]+)\.whl$", re.IGNORECASE)
_SDIST = re.compile(r"-(\d[^-/\\]*)\.(?:tar\.(?:gz|bz2|xz)|zip)$", re.IGNORECASE)
_INDEX = frozenset(("--index-url", "--extra-index-url", "--find-links", "-i", "-f", "--index", "--default-index"))
_INDEX_VARIABLES = frozenset(("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX_URL", "UV_INDEX"))
# Where the local versions of these come from is an index of their own.
OWN_INDEX = frozenset(("torch", "torchvision", "torchaudio", "jaxlib", "xformers"))


@dataclass(frozen=True, slots=True)
class Unportable:
    """One such requirement. ``kind`` is ``path``, ``platform``, ``local`` (a local version) or ``unpublished``.

    ``release`` is the version that the index has under the public name, where the text tells it.
    """

    requirement: Requirement
    kind: str
    reason: Message
    release: str | None = None


def unportable_requirements(facts: Facts, file: RequirementsFile) -> Iterator[Unportable]:
    """List them in the order of the lines."""
    has_index = _has_index(facts, file)
    for one in file.requirements:
        found = _by_url(one) if one.url is not None else _by_name(one, has_index)
        if found is not None:
            yield found


def _by_url(one: Requirement) -> Unportable | None:
    url = (one.url or "").partition("#")[0]
    wheel, sdist = _WHEEL.search(url), _SDIST.search(url)
    release = wheel.group(1) if wheel else sdist.group(1) if sdist else None
    is_drive = _DRIVE.match(url) is not None
    if is_drive or url.startswith(("file:", "/", "~")) or "\\" in url:
        reason = msg("names a path of the machine that it was written on")
        return Unportable(one, "path", reason, release)
    if wheel and "win" in wheel.group(2).lower() and "win" not in one.marker and "platform" not in one.marker:
        return Unportable(one, "platform", msg("is a wheel for Windows alone"), None)
    return None


def _by_name(one: Requirement, has_index: bool) -> Unportable | None:
    if one.name in _WINDOWS and not one.marker:
        return Unportable(one, "platform", msg("can be installed on Windows alone"), None)
    version = one.pinned or ""
    if one.name == "pkg-resources" and version == "0.0.0":
        return Unportable(one, "unpublished", msg("is an artefact of Debian's pip and on no index"), None)
    public, plus, local = version.partition("+")
    if plus and not has_index:
        reason = msg("names the local version {local}, which PyPI does not have", local=f"+{local}")
        return Unportable(one, "local", reason, None if one.name in OWN_INDEX else public)
    return None


def _has_index(facts: Facts, file: RequirementsFile) -> bool:
    """Tell whether the file, one that includes it or an install of it names an index besides PyPI."""
    related = [other for other in facts.requirements_files if file in installed_files(facts, other)]
    related += installed_files(facts, file)
    if any(option.name in _INDEX for other in related for option in other.options):
        return True
    for use in deployment_installs(facts):
        if use.install is None or not set(use.files) & set(related):
            continue
        if use.install.flags & _INDEX or use.variables & _INDEX_VARIABLES:
            return True
    return False
