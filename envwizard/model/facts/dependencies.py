"""What the project asks for and what it locks: requirements files, project files, lock files, Python versions."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement. ``name`` is normalised (PEP 503), empty for a bare URL or path; ``text`` is as written.

    ``specifier`` and ``marker`` are as written, without outer blanks. ``group`` is the extra or dependency group that a
    project file declares it in (``None`` for the main dependencies).
    """

    name: str
    text: str
    location: Location
    specifier: str = ""
    extras: tuple[str, ...] = ()
    marker: str = ""
    url: str | None = None
    editable: bool = False
    hashes: tuple[str, ...] = ()
    group: str | None = None
    # What a compiler's "# via" comment says: names of the parents, "-r file.in" included.
    via: tuple[str, ...] = ()
    # A URL that held credentials; they are masked in ``text`` and ``url``.
    has_credentials: bool = False
    # Whether ``group`` is an extra of the project, which others can ask for and pip-compile reads.
    is_extra: bool = False

    @property
    def pinned(self) -> str | None:
        """The exact version, where exactly one ``==`` (or ``===``) without a wildcard is given."""
        clauses = [clause.strip() for clause in self.specifier.split(",") if clause.strip()]
        if len(clauses) != 1 or not clauses[0].startswith("=="):
            return None
        version = clauses[0].lstrip("=").strip()
        return None if not version or version.endswith(".*") else version


@dataclass(frozen=True, slots=True)
class Include:
    """A ``-r`` or ``-c`` line. ``target`` is ``None`` where it leaves the project or is a URL."""

    flag: str
    text: str
    target: ProjectPath | None
    location: Location


@dataclass(frozen=True, slots=True)
class RequirementsOption:
    """A global option line (``--index-url``, ``--no-binary``, ..); credentials in ``value`` are already masked."""

    name: str
    value: str
    location: Location
    has_credentials: bool = False
    # The place of the value alone.
    value_location: Location | None = None


@dataclass(frozen=True, slots=True)
class RequirementsFile:
    """A requirements file. ``compiler`` is ``pip-compile`` or ``uv`` where its header says so.

    ``compiled_with`` is the Python version in that header. ``encoding`` and ``has_bom`` tell odd encodings.
    """

    location: Location
    requirements: tuple[Requirement, ...]
    includes: tuple[Include, ...] = ()
    options: tuple[RequirementsOption, ...] = ()
    compiler: str | None = None
    compiled_with: str | None = None
    bad_lines: tuple[Location, ...] = ()
    encoding: str = "utf-8"
    has_bom: bool = False
    # The command that the compiler's header names, credentials masked; empty where there is none.
    compile_command: str = ""

    @property
    def path(self) -> ProjectPath:
        """The file's path."""
        assert isinstance(self.location.path, ProjectPath)
        return self.location.path

    @property
    def is_hashed(self) -> bool:
        """Tell whether pip would work in hash mode: any requirement has a hash."""
        return any(requirement.hashes for requirement in self.requirements)


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A file that declares dependencies: pyproject.toml, setup.cfg, setup.py, Pipfile, environment.yml.

    ``kind`` is one of ``pyproject``, ``poetry`` (a pyproject with poetry's tables), ``setup.cfg``, ``setup.py``,
    ``pipfile``, ``conda``. ``name`` is the distribution's name. ``dynamic`` lists what is said to be dynamic.
    """

    kind: str
    location: Location
    name: str | None
    requirements: tuple[Requirement, ...]
    dynamic: tuple[str, ...] = ()
    build_backend: str | None = None
    is_package: bool = False
    # Distributions whose versions uv and pdm take from their own tables, whatever anybody asks for.
    overridden: tuple[str, ...] = ()
    # Dependency groups that include another: (group, the one that it includes).
    group_includes: tuple[tuple[str, str], ...] = ()
    # It says itself which modules make the package up (``packages`` of poetry).
    names_modules: bool = False


@dataclass(frozen=True, slots=True)
class LockedDistribution:
    """A distribution in a lock file."""

    name: str
    version: str
    location: Location


@dataclass(frozen=True, slots=True)
class LockFile:
    """A lock file: ``poetry.lock``, ``uv.lock``, ``Pipfile.lock``, ``pdm.lock``, ``pylock.toml``, by its ``kind``."""

    kind: str
    location: Location
    distributions: tuple[LockedDistribution, ...]
    python: str | None = None
    # Names that it holds without a version of its own: the project, members of its workspace, local folders.
    unversioned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PythonVersion:
    """A statement about the Python version. ``text`` is as written.

    ``kind`` is ``specifier`` (a range such as ``>=3.10``) or ``version`` (a release such as ``3.11`` or ``3.11.4``).
    ``source`` names who says it: ``requires-python``, ``.python-version``, ``runtime.txt``, ``tool-versions``,
    ``pipfile``, ``poetry``, ``conda``, ``setup``.
    """

    source: str
    kind: str
    text: str
    location: Location
