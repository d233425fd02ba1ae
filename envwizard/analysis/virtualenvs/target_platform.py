"""Whether an installed wheel can be of use in a virtual environment: its tags against what the interpreter supports."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from envwizard.analysis.virtualenvs.target_python import marker_environment
from envwizard.model.facts.virtualenvs import VirtualEnv

if TYPE_CHECKING:
    from packaging.tags import Tag

_LEGACY = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
_MANYLINUX = re.compile(r"manylinux_(\d+)_(\d+)_(\w+)")
_MUSLLINUX = re.compile(r"musllinux_\d+_\d+_(\w+)")
_MACOS = re.compile(r"macosx_\d+_\d+_(\w+)")
_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
_MACOS_FAT = ("universal2", "universal", "intel", "fat64")


def supports_any(env: VirtualEnv, wheel_tags: Iterable[str]) -> bool:
    """Tell whether one of a wheel's tags fits the environment; always for interpreters other than CPython.

    A wheel without tags fits nowhere: that is pip's view, too.
    """
    from packaging.tags import parse_tag

    version = re.fullmatch(r"(\d+)\.(\d+)", env.library_version or "")
    if version is None or env.implementation != "CPython":
        return True
    tags = {tag for text in wheel_tags for tag in parse_tag(text)}
    if any(tag.platform == "any" and tag.abi == "none" and tag.interpreter in ("py3", "py2.py3") for tag in tags):
        return True
    system = marker_environment(env)
    machine = system["platform_machine"].lower()
    platforms = tuple(sorted({tag.platform for tag in tags if _fits(tag.platform, system["sys_platform"], machine)}))
    python = (int(version.group(1)), int(version.group(2)))
    return not tags.isdisjoint(_supported(python, env.free_threaded, platforms))


@lru_cache(maxsize=512)
def _supported(python: tuple[int, int], free_threaded: bool, platforms: tuple[str, ...]) -> frozenset[Tag]:
    from packaging.tags import compatible_tags, cpython_tags

    interpreter = f"cp{python[0]}{python[1]}"
    abi = f"{interpreter}t" if free_threaded else interpreter
    # Until 3.7 the name of the ABI tells pymalloc, which every usual build has (PEP 3149).
    own = cpython_tags(python, abis=[f"{abi}m" if python < (3, 8) else abi], platforms=platforms)
    return frozenset((*own, *compatible_tags(python, interpreter, platforms)))


def _fits(platform: str, system: str, machine: str) -> bool:
    """Tell whether binaries for ``platform`` run there. The release of macOS and of musl is not known: any will do."""
    own = _MACHINES.get(machine, machine)
    if system == "win32":
        return platform in ("win32", "win_amd64", "win_arm64")
    if system == "darwin":
        found = _MACOS.fullmatch(platform)
        return found is not None and (
            _MACHINES.get(found.group(1), found.group(1)) == own or found.group(1) in _MACOS_FAT
        )
    if platform == f"linux_{own}":
        return True
    legacy, _, legacy_machine = platform.partition("_")
    if legacy in _LEGACY:
        return legacy_machine == own and _glibc() >= _LEGACY[legacy]
    if found := _MANYLINUX.fullmatch(platform):
        return found.group(3) == own and _glibc() >= (int(found.group(1)), int(found.group(2)))
    musl = _MUSLLINUX.fullmatch(platform)
    return musl is not None and musl.group(1) == own and _glibc() == (0, 0)


@lru_cache(maxsize=1)
def _glibc() -> tuple[int, int]:
    """This machine's version of glibc; (0, 0) with another C library."""
    try:
        found = re.match(r"glibc (\d+)\.(\d+)", os.confstr("CS_GNU_LIBC_VERSION") or "")
    except (AttributeError, OSError, ValueError):
        return 0, 0
    return (int(found.group(1)), int(found.group(2))) if found else (0, 0)
