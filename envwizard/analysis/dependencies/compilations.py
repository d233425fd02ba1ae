"""From which sources a compiled requirements file was made, and the command that makes it anew."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from envwizard.analysis.dependencies.migration_steps import OPTIONS
from envwizard.analysis.dependencies.requirement_families import sources_beside
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.change import Command
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import ProjectFile, RequirementsFile
from envwizard.model.message import Message
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.secret import MASK

_PROJECT_FILES = ("setup.py", "pyproject.toml", "setup.cfg")
# What pip-compile looks for where no source is named, in its order.
_DEFAULTS = ("requirements.in", *_PROJECT_FILES)
_CONSTRAINT = ("--constraint", "--constraints")
# Options that are kept when a file is compiled anew, with and without a value (pip-tools 7.6, uv 0.13): all that decide
# what is in the file, and none that asks for newer versions.
_KEPT_VALUES = frozenset(
    (
        "--extra", "--group", "--annotation-style", "--python-version", "--python-platform", "--unsafe-package",
        "--no-emit-package", "--override", "--overrides", "--exclude", "--excludes", "--build-constraint",
        "--build-constraints", "--no-binary", "--only-binary", "--index-strategy", "--resolution", "--prerelease",
        "--fork-strategy", "--torch-backend", "--exclude-newer", "--uploaded-prior-to", "--resolver", "--max-rounds",
        "--build-deps-for",
    )
)  # fmt: skip
_KEPT_FLAGS = frozenset(
    (
        "--all-extras", "--universal", "--strip-extras", "--no-strip-extras", "--allow-unsafe", "--no-allow-unsafe",
        "--no-annotate", "--no-header", "--generate-hashes", "--no-emit-index-url", "--no-emit-trusted-host",
        "--no-emit-find-links", "--no-emit-options", "--no-strip-markers", "--no-deps", "--no-build", "--no-sources",
        "--no-index", "--no-build-isolation", "--pre", "--all-build-deps", "--only-build-deps", "--no-config",
    )
)  # fmt: skip
# Where distributions come from: kept unless the address was masked for the credentials in it.
_SOURCE_VALUES = frozenset(("--index-url", "--extra-index-url", "--find-links", "--index", "--default-index"))
# Others that take a value in the next word.
_WITH_VALUE = frozenset(
    (
        "--pip-args", "-P", "--upgrade-package", "--python", "--cache-dir", "--cert", "--client-cert",
        "--trusted-host", "--newline", "--config", "--format", "--custom-compile-command", "--link-mode",
        "--keyring-provider", "--config-setting", "--upgrade-group", "--color", "--directory", "--project",
        "--config-file", "--allow-insecure-host", "--refresh-package", "--no-sources-package",
        "--no-build-isolation-package", "--exclude-newer-package", "--prerelease-package",
    )
)  # fmt: skip
# Short names; ``-p`` is ``--pre`` to pip-compile and ``--python`` to uv, ``-b`` is uv's alone.
_LONG = {
    "-i": "--index-url", "-f": "--find-links", "-o": "--output-file", "-c": "--constraint", "-P": "--upgrade-package",
}  # fmt: skip
_UV_LONG = {**_LONG, "-p": "--python", "-b": "--build-constraints", "-C": "--config-setting"}
_PIP_TOOLS_LONG = {**_LONG, "-p": "--pre"}
_VALUED = _KEPT_VALUES | _SOURCE_VALUES | _WITH_VALUE | {"--output-file", *_CONSTRAINT}


@dataclass(frozen=True, slots=True)
class Compilation:
    """A compiled file with the sources it was made from, perhaps none that can be found.

    ``folder`` is where its command was run. ``constraints`` are the files that its command names with -c. ``extras``
    are the extras and groups that it took from a project file, ``*`` for all. ``options`` are those of the header's
    command that are kept. ``left_out`` are distributions that the command keeps out of the file.
    """

    file: RequirementsFile
    sources: tuple[RequirementsFile | ProjectFile, ...]
    folder: ProjectPath = ROOT
    constraints: tuple[ProjectPath, ...] = ()
    extras: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    # Whether the header tells all sources, so that nothing else can have asked for a line.
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class _Arguments:
    sources: tuple[str, ...]
    output: str | None
    constraints: tuple[str, ...]
    extras: tuple[str, ...]
    options: tuple[str, ...]
    left_out: frozenset[str]


@once_per_facts
def compilations(facts: Facts) -> tuple[Compilation, ...]:
    """List the compiled files by path."""
    return tuple(_compilation(facts, file) for file in facts.requirements_files if _is_compiled(file))


def compilation_of(facts: Facts, path: ProjectPath) -> Compilation | None:
    """Find the compilation of one file."""
    return next((one for one in compilations(facts) if one.file.path == path), None)


def compile_again(
    one: Compilation, why: Message, constraints: tuple[ProjectPath, ...] = (), hashes: bool = True
) -> Command | None:
    """Give the command that compiles a file anew, with hashes where wanted; ``None`` where no source of it is known.

    ``constraints`` are compiled files whose versions it has to keep, besides those that it names itself.
    """
    if not one.sources:
        return None
    folder = one.folder
    given = [*one.options]
    if one.file.compiler == "uv":
        program: tuple[str, ...] = ("uv", "pip", "compile")
        given += ["--generate-hashes"] if hashes and "--generate-hashes" not in given else []
    else:
        program = ("pip-compile",)
        # Where the file names an index itself, whoever installs it may have no other way to know of it.
        wanted = OPTIONS if not one.file.options else tuple(each for each in OPTIONS if "-emit-" not in each)
        given += [option for option in wanted if not {option, f"--no-{option[2:]}"} & set(given)]
        if not hashes and "--generate-hashes" not in one.options:
            given.remove("--generate-hashes")
    names = [source.location.path for source in one.sources]
    bounds = dict.fromkeys((*one.constraints, *constraints))
    argv = (
        *program,
        *given,
        *(part for path in bounds for part in ("--constraint", path.relative_to(folder))),
        "--output-file",
        one.file.path.relative_to(folder),
        *(path.relative_to(folder) for path in names if isinstance(path, ProjectPath)),
    )
    builds = any(isinstance(source, ProjectFile) for source in one.sources)
    return Command(argv, why, folder, network=True, runs_project_code=builds)


def _is_compiled(file: RequirementsFile) -> bool:
    return file.compiler in ("pip-compile", "uv") or (
        file.path.suffix != ".in" and sum(bool(one.via) for one in file.requirements) * 2 > len(file.requirements)
    )


def _compilation(facts: Facts, file: RequirementsFile) -> Compilation:
    said = _arguments(file.compile_command)
    if said is not None:
        told = _told(facts, file, said)
        if told is not None:
            return told
    via = {name.removeprefix("-r ").strip() for one in file.requirements for name in one.via if name.startswith("-r ")}
    for folder in file.path.parent.upwards():
        found = [source for name in sorted(via) if (source := _source(facts, folder, name)) is not None]
        if via and len(found) == len(via):
            return Compilation(file, tuple(found), folder)
    return Compilation(file, tuple(sources_beside(facts, file)), file.path.parent)


def _told(facts: Facts, file: RequirementsFile, said: _Arguments) -> Compilation | None:
    """Find the sources that the header's command names, from the folder that it was run in."""
    for folder in file.path.parent.upwards():
        if said.output is not None and folder.join(said.output) != file.path:
            continue
        if said.sources:
            found = [_source(facts, folder, name) for name in said.sources]
        else:
            found = [next((one for name in _DEFAULTS if (one := _source(facts, folder, name)) is not None), None)]
        known = tuple(one for one in found if one is not None)
        if not known:
            continue
        constraints = (folder.join(name) for name in said.constraints)
        return Compilation(
            file,
            known,
            folder,
            tuple(path for path in constraints if path is not None),
            said.extras,
            said.options,
            said.left_out,
            is_told=len(known) == len(found),
        )
    return None


def _source(facts: Facts, folder: ProjectPath, name: str) -> RequirementsFile | ProjectFile | None:
    path = folder.join(name)
    files: tuple[RequirementsFile | ProjectFile, ...] = (*facts.requirements_files, *facts.project_files)
    return next((one for one in files if one.location.path == path), None)


def _arguments(command: str) -> _Arguments | None:
    """Read a compile command; ``None`` where it is none that is known (a header may name ``make lock``)."""
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    behind = _behind_program(words)
    if behind is None:
        return None
    is_uv, arguments = behind
    long = _UV_LONG if is_uv else _PIP_TOOLS_LONG
    sources: list[str] = []
    constraints: list[str] = []
    extras: list[str] = []
    options: list[str] = []
    left_out: set[str] = set()
    output = None
    left = iter(arguments)
    for word in left:
        if not word.startswith("-") or word == "-":
            sources.append(word)
            continue
        name, equals, value = word.partition("=")
        if not word.startswith("--") and word[:2] in long:
            glued = word[2:]
            name, equals, value = long[word[:2]], glued and "=", glued.removeprefix("=")
        if name in _VALUED:
            value = value if equals else next(left, "")
        if name == "--output-file":
            output = value
        elif name in _CONSTRAINT:
            constraints.append(value)
        elif name in _KEPT_VALUES or (name in _SOURCE_VALUES and "*" not in value and MASK not in value):
            options.append(f"{name}={value}")
        elif name in _KEPT_FLAGS:
            options.append(name)
        if name in ("--extra", "--group"):
            extras.append(value)
        elif name == "--all-extras":
            extras.append("*")
        elif name in ("--unsafe-package", "--no-emit-package"):
            left_out.add(value.lower())
    return _Arguments(tuple(sources), output, tuple(constraints), tuple(extras), tuple(options), frozenset(left_out))


def _behind_program(words: list[str]) -> tuple[bool, list[str]] | None:
    """Give what is behind the compiler's name, and whether it is uv."""
    for index, word in enumerate(words):
        if word.rpartition("/")[2] == "pip-compile":
            return False, words[index + 1 :]
        if words[index : index + 3] == ["uv", "pip", "compile"]:
            return True, words[index + 3 :]
        if words[index : index + 2] in (["piptools", "compile"], ["-mpiptools", "compile"]):
            return False, words[index + 2 :]
    return None
