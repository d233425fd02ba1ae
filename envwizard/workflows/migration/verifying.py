"""The verify step: the locks are installed with their hashes into a fresh environment, checked, and thrown away."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from envwizard.model.errors import CommandFailed
from envwizard.model.message import Message, msg
from envwizard.model.migration import Layout
from envwizard.model.workflow import StepProgress
from envwizard.workflows.migration.comparing import pins_of
from envwizard.workflows.migration.compiling import CompiledLayer, parsed
from envwizard.workspace.interpreters import find_interpreter
from envwizard.workspace.staging import Staging
from envwizard.workspace.tool_environment import make_environment, run_tool

KEY = "verify"

_COLLECTING = re.compile(r"\s*(?:Collecting|Processing) (\S+)")
_NO_WHEEL = re.compile(r"No matching distribution found for ([A-Za-z0-9._-]+?)==(\S+)")
_WITH_EXTRA = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\[[^\]]+\]", re.MULTILINE)
_NEWER_PIP = "pip>=23.3"
# What pip 22 to 26 prints of a distribution that it cannot build.
_UNBUILT = re.compile(r"(?:Failed building wheel for |trying to install package\.\n\s*╰─> )(\S+)")
_MISMATCH = "THESE PACKAGES DO NOT MATCH THE HASHES"
_UNPINNED = "In --require-hashes mode, all requirements must have their versions pinned"
_ARCHITECTURES = {"linux/amd64": "x86_64", "linux/arm64": "aarch64"}
# The tags under which wheels for a platform of containers are published, glibc's (PEP 600).
_GLIBC = ("manylinux_2_36", "manylinux_2_34", "manylinux_2_31", "manylinux_2_28", "manylinux_2_27", "manylinux_2_24",
          "manylinux_2_17", "manylinux2014", "manylinux_2_12", "manylinux2010", "manylinux_2_5", "manylinux1",
          "linux")  # fmt: skip
# PEP 656; Alpine 3.13 and later have musl 1.2.
_MUSL = ("musllinux_1_2", "musllinux_1_1")


@dataclass(frozen=True, slots=True)
class Verified:
    """What the check came to: ``installed`` distributions, and those that have no wheel for the deployment."""

    installed: int = 0
    without_wheel: tuple[Message, ...] = ()
    # Why nothing was installed, where it was not.
    skipped: Message | None = None
    # What the pip that the Python brings cannot install, and a newer one can.
    old_pip: Message | None = None


def verify(
    staging: Staging,
    layout: Layout,
    compiled: tuple[CompiledLayer, ...],
    environ: Mapping[str, str] | None,
    on_progress: Callable[[StepProgress], None],
    cancelled: Callable[[], bool],
) -> Verified:
    """Install every lock with --require-hashes, run ``pip check`` and look for every pin.

    All locks go into one environment, as on a developer's machine; where there are several, pip is asked of each
    whether it is complete by itself. Raises ``CommandFailed`` with a sentence, and ``Cancelled``.
    """
    interpreter = find_interpreter(layout.python, environ)
    if interpreter is None:
        return Verified(
            skipped=msg(
                "Python {version} is not installed here, so the locks were not installed.", version=layout.python
            )
        )
    started = time.monotonic()
    wanted: dict[str, str] = {}
    for one in compiled:
        wanted.update(pins_of(one))
    seen: set[str] = set()

    def tell(line: str) -> None:
        match = _COLLECTING.match(line)
        if match:
            seen.add(match.group(1))
        done = min(len(seen), len(wanted))
        on_progress(StepProgress(KEY, done, len(wanted), line.strip()[:200], time.monotonic() - started))

    python = make_environment(interpreter, staging.beside("venv"), tell, cancelled, environ)
    pip = (str(python), "-m", "pip")
    names = tuple(part for one in compiled for part in ("-r", one.layer.lock.value))
    old_pip = None
    code, lines = run_tool((*pip, "install", "--require-hashes", *names), staging.tree, tell, cancelled, environ)
    if code and (overlooked := overlooked_pin(lines, wanted)) is not None:
        old_pip = _old_pip(run_tool((*pip, "--version"), staging.tree, environ=environ)[1], overlooked)
        newer, said = run_tool((*pip, "install", "--upgrade", _NEWER_PIP), staging.tree, tell, cancelled, environ)
        if newer:
            raise CommandFailed(old_pip, said)
        code, lines = run_tool((*pip, "install", "--require-hashes", *names), staging.tree, tell, cancelled, environ)
    if code:
        raise CommandFailed(install_failed(lines), lines)
    if len(compiled) > 1:
        for one in compiled:
            argv = (*pip, "install", "--dry-run", "--ignore-installed", "--require-hashes", "-r", one.layer.lock.value)
            code, lines = run_tool(argv, staging.tree, tell, cancelled, environ)
            if code:
                raise CommandFailed(msg("{lock}: {why}", lock=one.layer.lock, why=install_failed(lines)), lines)
    code, lines = run_tool((*pip, "check"), staging.tree, tell, cancelled, environ)
    if code:
        told = next((line for line in lines if " has requirement " in line or " requires " in line), lines[-1])
        raise CommandFailed(msg("pip check is not content with the locks: {line}", line=told), lines)
    _all_present(pip, staging, wanted, compiled, environ)
    return Verified(len(wanted), _without_wheel(pip, staging, layout, compiled, environ, cancelled), None, old_pip)


def overlooked_pin(lines: tuple[str, ...], pins: Mapping[str, str]) -> str | None:
    """Give the requirement with an extra (``urllib3[socks]``) that pip calls unpinned although the lock pins it.

    pip before 23.3 does not see that a pin without the extra, which --strip-extras leaves, holds for it.
    """
    after = "\n".join(lines).partition(_UNPINNED)[2]
    for match in _WITH_EXTRA.finditer(after):
        if re.sub(r"[-_.]+", "-", match.group(1)).lower() in pins:
            return match.group().strip()
    return None


def _old_pip(version: tuple[str, ...], overlooked: str) -> Message:
    words = (version[-1] if version else "").split()
    return msg(
        "pip {version}, which a fresh environment of this Python has, does not see that the lock pins {name}; pip 23.3 "
        "and later do. Where an older pip installs the lock, run `{command}` before.",
        version=words[1] if len(words) > 1 else "here",
        name=overlooked,
        command=f"python -m pip install --upgrade '{_NEWER_PIP}'",
    )


def install_failed(lines: tuple[str, ...]) -> Message:
    """Say in one sentence why pip did not install the locks."""
    text = "\n".join(lines)
    if _MISMATCH in text:
        return msg("The index hands out a file other than the one that was hashed; find out why before you install it.")
    if _UNPINNED in text:
        after = text.partition(_UNPINNED)[2].splitlines()
        missing = next((line.strip() for line in after[1:] if line.strip()), "")
        return msg("The lock is not complete: {missing} is needed and not pinned.", missing=missing.partition(" ")[0])
    if unbuilt := _UNBUILT.findall(text):
        return msg(
            "The locks cannot be installed here: {names} has no wheel for this Python, and building it failed. A "
            "compiler, the headers of a library or an older setuptools may be missing. Nothing was changed.",
            names=", ".join(dict.fromkeys(name.rstrip(",") for name in unbuilt)),
        )
    last = next((line for line in reversed(lines) if line.lower().startswith("error:")), lines[-1] if lines else "")
    return msg("The locks cannot be installed: {error}", error=last.removeprefix("ERROR: "))


def _all_present(
    pip: tuple[str, ...],
    staging: Staging,
    wanted: Mapping[str, str],
    compiled: tuple[CompiledLayer, ...],
    environ: Mapping[str, str] | None,
) -> None:
    """Look for every pin among what is installed; one whose marker excludes this platform is no fault."""
    from packaging.markers import Marker
    from packaging.version import Version

    _, lines = run_tool((*pip, "list", "--format=json"), staging.tree, environ=environ)
    listed = next((line for line in lines if line.startswith("[")), "[]")
    installed = {re.sub(r"[-_.]+", "-", one["name"]).lower(): one["version"] for one in json.loads(listed)}
    excluded = {
        line.name
        for one in compiled
        for line in parsed(one.text).requirements
        if line.marker and not Marker(line.marker).evaluate()
    }
    wrong = [
        f"{name}=={version}"
        for name, version in sorted(wanted.items())
        if name not in excluded and (name not in installed or Version(installed[name]) != Version(version))
    ]
    if wrong:
        raise CommandFailed(
            msg("After the installation these are missing or have another version: {names}", names=", ".join(wrong)),
            lines,
        )


def _without_wheel(
    pip: tuple[str, ...],
    staging: Staging,
    layout: Layout,
    compiled: tuple[CompiledLayer, ...],
    environ: Mapping[str, str] | None,
    cancelled: Callable[[], bool],
) -> tuple[Message, ...]:
    """List the pins that have no wheel for the deployment's platform and must be built there."""
    platform, _, libc = (layout.platform or "").partition(" ")
    architecture = _ARCHITECTURES.get(platform)
    if architecture is None:
        return ()
    tags = tuple(part for tag in (_MUSL if libc else _GLIBC) for part in ("--platform", f"{tag}_{architecture}"))
    target = str(staging.beside("wheels"))
    found: list[Message] = []
    # Without hashes: wheels are only looked for here.
    left = {name: f"{name}=={version}\n" for one in compiled for name, version in pins_of(one).items()}
    # pip stops at the first: it is taken out and the rest asked again.
    while left:
        listing = staging.beside("wheels.txt")
        listing.write_text("".join(left.values()), encoding="utf-8")
        code, lines = run_tool(
            (
                *pip, "install", "--dry-run", "--target", target, "--no-deps", "--only-binary", ":all:",
                "--python-version", layout.python, *tags, "-r", str(listing),
            ),
            staging.tree, cancelled=cancelled, environ=environ,
        )  # fmt: skip
        match = next((one for line in lines if (one := _NO_WHEEL.search(line))), None)
        if code == 0 or match is None:
            break
        name, version = match.groups()
        if left.pop(re.sub(r"[-_.]+", "-", name).lower(), None) is None:
            break
        found.append(
            msg(
                "{name} {version} has no wheel for {platform}: the image needs a compiler for it.",
                name=name,
                version=version,
                platform=layout.platform,
            )
        )
    return tuple(found)
