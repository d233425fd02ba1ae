"""Which deployment installs pip's hash mode (or a tool's lock) does not protect, and why."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.dependencies.absent_locks import absent_lock
from envwizard.analysis.dependencies.compilations import compilation_of
from envwizard.analysis.dependencies.deployed_requirements import unlocked_projects
from envwizard.analysis.dependencies.install_commands import InstallCommand
from envwizard.analysis.dependencies.installs import Install, deployment_installs, installs, places
from envwizard.analysis.dependencies.requirement_families import Kind, family_of, in_hash_mode
from envwizard.model.command_words import option_text, without_prefixes
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface, Word
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.message import Message, msg

# What installs or builds the rest; its version is not the application's.
TOOLS = frozenset(
    (
        "pip", "setuptools", "wheel", "uv", "poetry", "poetry-core", "poetry-plugin-export", "pipenv", "pdm", "hatch",
        "virtualenv", "pip-tools", "pipx", "build", "twine", "tox", "nox", "cython", "awscli", "ansible", "pre-commit",
        "setuptools-scm", "setuptools_scm", "hatchling", "hatch-vcs", "flit", "flit-core", "flit_core", "pdm-backend",
        "maturin", "scikit-build", "scikit-build-core", "meson-python", "ninja", "cmake", "auditwheel", "cibuildwheel",
        "black", "ruff", "isort", "flake8", "pylint", "mypy", "bandit", "pip-audit", "safety", "bump2version",
    )
)  # fmt: skip
_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*(.*)")
_NAMED = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[\w, .-]*\])?(?:\s*[=<>!~]=?=?\s*[\w.*+!,<>=~ ]+)?")
_WHEELS = re.compile(r".*\*(?:\.whl)?$|.*\.whl$")
_BRANCH = re.compile(r"(?:main|master|develop)\.(?:zip|tar\.gz)$")
_LOCKERS = frozenset(("pdm", "poetry", "uv", "pipenv"))
_ONLY_CHECKS = frozenset(("--check", "--locked", "--no-update", "--refresh", "--frozen"))
_FROZEN = frozenset(("--locked", "--frozen"))
_FROZEN_VARIABLES = frozenset(("UV_LOCKED", "UV_FROZEN"))


@dataclass(frozen=True, slots=True)
class Unprotected:
    """An install that can bring something else than what was tested.

    ``reason`` follows on the command. ``minor`` where only a stale lock can make it differ. ``remedy`` is ``locked``
    (add ``--locked``), ``lock`` (install ``lock``, which has hashes, in place of ``file``), ``hashes`` (the export's
    option that drops them goes) or ``""``.
    """

    install: Install
    reason: Message
    minor: bool = False
    remedy: str = ""
    file: RequirementsFile | None = None
    lock: RequirementsFile | None = None
    # What is named on the line besides: with ``lock`` it goes, and what the lock lacks joins the lock's source.
    names: tuple[Word, ...] = ()


def unprotected_installs(facts: Facts) -> tuple[Unprotected, ...]:
    """List them in the order of files and lines."""
    unlocked = {install.location for project in unlocked_projects(facts) for install in project.installs}
    found: list[Unprotected] = []
    for install in deployment_installs(facts):
        if install.location in unlocked:
            found.append(Unprotected(install, msg("nothing locks what it installs")))
        else:
            found += _unprotected(facts, install)
    found += [
        Unprotected(one, msg("decides anew in every build what is installed")) for one in _locked_in_builds(facts)
    ]
    found += [
        Unprotected(one, msg("writes the list without the hashes that the lock has"), remedy="hashes")
        for one in installs(facts)
        if one.deployed and one.install is not None and _drops_hashes(one.install)
    ]
    return tuple(found)


def _locked_in_builds(facts: Facts) -> Iterator[Install]:
    """The commands of an image's build that resolve the dependencies: whatever lock was tested, theirs counts."""
    for place in places(facts):
        if place.surface is not Surface.DOCKERFILE or not place.deployed or "lock" not in place.command.argv:
            continue
        program = without_prefixes(place.command)
        verb = next((text for text in program.argv if not text.startswith("-")), "") if program is not None else ""
        if program is None or program.name not in _LOCKERS or verb != "lock" or _ONLY_CHECKS & set(program.argv):
            continue
        command = InstallCommand(program.name, "lock", place.command, program)
        yield Install(place.command.location, place.surface, True, command, (), place.variables)


def is_protected(facts: Facts, install: Install) -> bool:
    """Tell whether hash mode, a lock of the tool or a folder of wheels decides what is installed."""
    command = install.install
    if any(in_hash_mode(facts, file) for file in install.files):
        return True
    if command is None:
        return False
    if command.files and all(_is_exported(facts, install, word) for word in command.files):
        return True
    given = {assignment.name for assignment in command.command.assignments} | install.variables
    return bool({"--require-hashes", "--no-index"} & command.flags or {"PIP_REQUIRE_HASHES", "PIP_NO_INDEX"} & given)


def _is_exported(facts: Facts, install: Install, list_: Word) -> bool:
    """Tell whether an earlier command of the same file writes a list out of a lock, with its hashes."""
    name = posixpath.basename(list_.text)
    for other in installs(facts):
        command = other.install
        if other.location == install.location:
            return False
        if command is None or not command.is_export or other.location.path != install.location.path:
            continue
        output = option_text(command.command.words, "-o", "--output-file", "--output")
        written = [output] if output else [word.text for word in command.command.redirects]
        if name in map(posixpath.basename, written) and not _drops_hashes(command):
            return True
    return False


def names_tools_only(command: InstallCommand) -> bool:
    """Tell ``pip install --upgrade pip setuptools`` and its like."""
    names = [match.group(1).lower() for word in command.packages if (match := _NAME.match(word.text))]
    return not command.files and bool(names) and all(name in TOOLS for name in names)


def _unprotected(facts: Facts, install: Install) -> Iterator[Unprotected]:
    command = install.install
    if command is not None and command.tool not in ("pip", "uv pip", "pip-sync"):
        yield from _by_manager(facts, install, command)
        return
    if is_protected(facts, install) or (command is not None and _feeds_wheels(facts, install, command)):
        return
    locks = {file.path: _hashed_twin(facts, file) for file in install.files}
    # Hash mode is for the whole command: it refuses a folder, a name and a list without hashes on the same line.
    lockable = command is not None and all(locks.values()) and _can_move(facts, command, tuple(locks.values()))
    for file in install.files:
        reason = _list_reason(facts, file, command)
        if reason is not None:
            remedy = "lock" if lockable else ""
            names = command.packages if command is not None and lockable else ()
            yield Unprotected(install, reason, remedy=remedy, file=file, lock=locks[file.path], names=names)
    if command is None or install.surface is Surface.CI:
        return
    # What -e names without an address is a folder, whatever it is called.
    named = [word for word in command.packages if word not in command.editables or "://" in word.text]
    loose = [name for word in named if (name := _loose_name(word))]
    if loose and not command.constraints:
        yield Unprotected(install, msg("names {names} without a version", names=", ".join(loose)))
    if any(_WHEELS.match(word.text) for word in command.packages) and "--no-deps" not in command.flags:
        built = _built_without_dependencies(facts, install)
        if built is not None:
            yield Unprotected(
                install, msg("fetches what {file} lacks: its wheels were built with --no-deps", file=built.path)
            )


def _by_manager(facts: Facts, install: Install, command: InstallCommand) -> Iterator[Unprotected]:
    absent = absent_lock(facts, install, command)
    if absent is not None:
        yield Unprotected(install, msg("resolves anew: no COPY before it brings {lock}", lock=absent))
        return
    given = {assignment.name for assignment in command.command.assignments} | install.variables
    if command.tool == "uv" and not (_FROZEN & command.flags or _FROZEN_VARIABLES & given):
        reason = msg("writes a new lock where pyproject.toml was changed; --locked would fail instead")
        yield Unprotected(install, reason, minor=True, remedy="locked")
    if command.tool == "pipenv" and command.verb == "install" and not {"--deploy", "--ignore-pipfile"} & command.flags:
        yield Unprotected(install, msg("locks anew where Pipfile was changed; --deploy would fail instead"), minor=True)


def _list_reason(facts: Facts, file: RequirementsFile, command: InstallCommand | None) -> Message | None:
    family = family_of(facts, file)
    if command is not None and "--no-deps" in command.flags:
        if family.kind is Kind.DIRECT:
            needs = ", ".join(need for _, need in family.missing[:4])
            return msg("leaves out {needs}: {file} is not the full list", needs=needs, file=file.path)
        if not family.kind.floats:
            return None
    if family.kind.floats:
        return msg("{file} does not pin everything and has no hashes", file=file.path)
    if family.kind is Kind.DIRECT:
        return msg("{file} has no hashes, and what its distributions bring along floats", file=file.path)
    return msg("{file} has no hashes", file=file.path)


def _hashed_twin(facts: Facts, file: RequirementsFile) -> RequirementsFile | None:
    """Find the file in the same folder that has hashes for everything that ``file`` names."""
    names = {one.name for one in file.requirements if one.name}
    twins = (
        one
        for one in facts.requirements_files
        if one.path.parent == file.path.parent and one.requirements and all(line.hashes for line in one.requirements)
    )
    return next((one for one in twins if names and names <= {line.name for line in one.requirements}), None)


def _can_move(facts: Facts, command: InstallCommand, locks: tuple[RequirementsFile | None, ...]) -> bool:
    """Tell whether what a line names besides its lists can come from the lock: it is there, or its source is known."""
    if not command.packages:
        return True
    lock = locks[0] if len(locks) == 1 else None
    plain = all(word.literal and _NAMED.fullmatch(word.text) for word in command.packages)
    if lock is None or command.editables or not plain or any(name_of(word) in TOOLS for word in command.packages):
        return False
    return not missing_names(lock, command.packages) or lock_source(facts, lock) is not None


def name_of(word: Word) -> str:
    """The normalised name of a distribution on a command's line."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", word.text, maxsplit=1)[0]).lower()


def missing_names(lock: RequirementsFile, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What of a line a lock does not hold."""
    held = {one.name for one in lock.requirements}
    return tuple(word for word in words if name_of(word) not in held)


def lock_source(facts: Facts, lock: RequirementsFile) -> RequirementsFile | None:
    """The one .in file that a lock is compiled from."""
    made = compilation_of(facts, lock.path)
    source = made.sources[0] if made is not None and len(made.sources) == 1 else None
    return source if isinstance(source, RequirementsFile) else None


def _loose_name(word: Word) -> str | None:
    """Give the name of a package on the line that no version holds."""
    text = word.text
    if not word.literal or text.startswith((".", "/", "~")) or _WHEELS.match(text):
        return None
    if "://" in text:
        return text if _BRANCH.search(text.partition("#")[0]) else None
    match = _NAME.fullmatch(text)
    if match is None or "/" in text or match.group(1).lower() in TOOLS:
        return None
    return None if match.group(2).startswith("==") or "@" in text else match.group(1)


def _built_without_dependencies(facts: Facts, install: Install) -> RequirementsFile | None:
    """Find the list that a ``pip wheel --no-deps`` of the same file built wheels from, if it is not a full one."""
    for other in deployment_installs(facts):
        command = other.install
        if command is None or command.verb != "wheel" or other.location.path != install.location.path:
            continue
        for file in other.files if "--no-deps" in command.flags else ():
            if family_of(facts, file).kind in (Kind.DIRECT, Kind.PARTIAL, Kind.RANGES, Kind.BARE):
                return file
    return None


def _feeds_wheels(facts: Facts, install: Install, command: InstallCommand) -> bool:
    """Tell a ``pip wheel`` whose wheels alone a later ``pip install --no-index`` of the same file takes."""
    return command.verb == "wheel" and any(
        other.location.path == install.location.path
        and other.install is not None
        and "--no-index" in other.install.flags
        for other in deployment_installs(facts)
    )


def _drops_hashes(command: InstallCommand) -> bool:
    if command.tool == "pipenv" and command.verb == "requirements":
        return "--hash" not in command.flags
    return command.verb == "export" and bool({"--without-hashes", "--no-hashes"} & command.flags)
