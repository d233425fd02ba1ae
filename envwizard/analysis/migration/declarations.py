"""The families of files in which a project declares its dependencies, and the choice among several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.dependencies.installs import Install, deployment_installs
from envwizard.analysis.dependencies.requirement_families import Kind, family_of, installed_files
from envwizard.analysis.roots import folder_of, root_of
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import LockFile, ProjectFile, RequirementsFile
from envwizard.model.message import Message, msg
from envwizard.model.migration import Declaration, Declared
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Question

ASKS = "migrate-from"
_LOCKS = {Declared.POETRY: "poetry.lock", Declared.UV: "uv.lock", Declared.PIPFILE: "Pipfile.lock"}
_KINDS = {
    "pyproject": Declared.PYPROJECT, "poetry": Declared.POETRY, "setup.cfg": Declared.SETUP, "setup.py": Declared.SETUP,
    "pipfile": Declared.PIPFILE, "conda": Declared.CONDA,
}  # fmt: skip
_TITLES = {
    Declared.FREEZE: msg("a list that pip freeze wrote"),
    Declared.REQUIREMENTS: msg("requirements files"),
    Declared.SOURCE: msg("sources of pip-tools"),
    Declared.PYPROJECT: msg("the dependencies of pyproject.toml"),
    Declared.SETUP: msg("the dependencies of the setup file"),
    Declared.PIPFILE: msg("pipenv"),
    Declared.POETRY: msg("poetry"),
    Declared.CONDA: msg("the pip part of conda's environment"),
    Declared.UV: msg("uv"),
}
# Which package manager reads which declaration.
_TOOLS = {"poetry": Declared.POETRY, "uv": Declared.UV, "pipenv": Declared.PIPFILE}


def migration_root(facts: Facts) -> ProjectPath:
    """The Python root to migrate: the one that most installs of deployments read, among those that declare anything."""
    roots = [root.path for root in facts.roots if root.chosen]
    found = {root: declarations(facts, root) for root in roots}
    declaring = [root for root in roots if found[root]] or [ROOT]
    return max(declaring, key=lambda root: (sum(len(one.installed_by) for one in found.get(root, ())), root == ROOT))


def declarations(facts: Facts, root: ProjectPath) -> tuple[Declaration, ...]:
    """List what the files of one root declare, requirements files first; those without a requirement are left out."""
    return (*_requirements(facts, root), *_project_files(facts, root))


def declaration_question(root: ProjectPath, found: Iterable[Declaration]) -> Question | None:
    """Ask which declaration is migrated, where there are several.

    The default is the one that most deployments install; ``None`` for a single one.
    """
    several = tuple(found)
    if len(several) < 2:
        return None
    best = max(several, key=lambda one: len(one.installed_by))
    evidence = tuple(evidence for one in several for evidence in one.installed_by[:2])
    return Question(
        id=f"{ASKS}:{root}",
        text=msg("The project declares its dependencies in several places. Which of them shall be migrated?"),
        choices=tuple(choice_of(one) for one in several),
        default=choice_of(best),
        evidence=evidence,
    )


def choice_of(declaration: Declaration) -> str:
    """The name of a declaration among the choices: its first file."""
    return declaration.paths[0].value


def requirement_lists(facts: Facts, root: ProjectPath) -> tuple[RequirementsFile, ...]:
    """The requirements files of a root: those of its folder, and what they or its deployments read elsewhere."""
    own = [file for file in facts.requirements_files if folder_of(file.location) == root]
    read = {one.path for file in (*own, *_installed_lists(facts, root)) for one in installed_files(facts, file)}
    wanted = {file.path for file in own} | read
    return tuple(
        file
        for file in facts.requirements_files
        if file.path in wanted and (file.requirements or any(one.flag == "-r" for one in file.includes))
    )


def _installed_lists(facts: Facts, root: ProjectPath) -> Iterator[RequirementsFile]:
    for install in deployment_installs(facts):
        for file in install.files:
            if root_of(facts, file.path) in (root, None):
                yield file


def _requirements(facts: Facts, root: ProjectPath) -> Iterator[Declaration]:
    files = requirement_lists(facts, root)
    if not any(file.requirements for file in files) or _are_exports(facts, files):
        return
    kinds = {file.path: family_of(facts, file).kind for file in files}
    kind = Declared.REQUIREMENTS
    if any(path.suffix == ".in" for path in kinds):
        kind = Declared.SOURCE
    elif Kind.FREEZE in kinds.values():
        kind = Declared.FREEZE
    paths = tuple(sorted(kinds, key=lambda path: (len(path.parts), _rank(path), path)))
    yield Declaration(kind, paths, _title(kind, paths), tuple(_evidence(_reading(facts, frozenset(paths)))))


def _are_exports(facts: Facts, files: tuple[RequirementsFile, ...]) -> bool:
    """Tell whether every list was written out of another tool's lock, so that it declares nothing itself."""
    from envwizard.analysis.dependencies.requirement_families import exporting_lock

    return all(not file.requirements or exporting_lock(facts, file) is not None for file in files)


def _rank(path: ProjectPath) -> int:
    names = ("requirements.in", "requirements.txt", "base.in", "base.txt", "main.in", "main.txt")
    return names.index(path.name) if path.name in names else len(names)


def _reading(facts: Facts, paths: frozenset[ProjectPath]) -> Iterator[Install]:
    for install in deployment_installs(facts):
        if any(one.path in paths for file in install.files for one in installed_files(facts, file)):
            yield install


def _project_files(facts: Facts, root: ProjectPath) -> Iterator[Declaration]:
    for file in facts.project_files:
        path = file.location.path
        if not isinstance(path, ProjectPath) or path.parent != root or not _declares(file):
            continue
        lock = lock_beside(facts, file)
        kind = Declared.UV if lock is not None and lock.kind == "uv.lock" else _KINDS[file.kind]
        paths: tuple[ProjectPath, ...] = (path,)
        if lock is not None and isinstance(lock.location.path, ProjectPath):
            paths = (path, lock.location.path)
        installs = [one for one in deployment_installs(facts) if _installs_project(facts, one, kind, root)]
        yield Declaration(kind, paths, _title(kind, paths), tuple(_evidence(installs)))


def _declares(file: ProjectFile) -> bool:
    if file.kind == "conda":
        return any(one.group == "pip" for one in file.requirements)
    return bool(file.requirements)


def lock_beside(facts: Facts, file: ProjectFile) -> LockFile | None:
    """The lock that a package manager keeps beside a project file."""
    path = file.location.path
    kinds = {
        "poetry": ("poetry.lock",),
        "pyproject": ("uv.lock", "pdm.lock", "pylock.toml"),
        "pipfile": ("Pipfile.lock",),
    }
    beside = {
        lock.kind: lock
        for lock in facts.lock_files
        if isinstance(path, ProjectPath)
        and isinstance(lock.location.path, ProjectPath)
        and lock.location.path.parent == path.parent
    }
    return next((beside[kind] for kind in kinds.get(file.kind, ()) if kind in beside), None)


def _installs_project(facts: Facts, install: Install, kind: Declared, root: ProjectPath) -> bool:
    command = install.install
    if command is None or root_of(facts, install.location.path) not in (root, None):
        return False
    if command.tool in _TOOLS:
        return _TOOLS[command.tool] is kind
    if kind not in (Declared.PYPROJECT, Declared.SETUP, Declared.POETRY, Declared.UV) or "--no-deps" in command.flags:
        return False
    return any(word.text.rstrip("/").partition("[")[0] == "." for word in command.packages)


def _evidence(installs: Iterable[Install]) -> Iterator[Evidence]:
    for install in installs:
        says = (
            msg("`{command}` installs it", command=install.shown) if install.shown else msg("the platform installs it")
        )
        yield Evidence(install.location, says)


def _title(kind: Declared, paths: tuple[ProjectPath, ...]) -> Message:
    names = ", ".join(path.value for path in paths[:3])
    if len(paths) > 3:
        return msg("{what}: {files} and {count} more", what=_TITLES[kind], files=names, count=len(paths) - 3)
    return msg("{what}: {files}", what=_TITLES[kind], files=names)
