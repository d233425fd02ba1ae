"""Where the modules that an import names lie, by the project's list of Python files alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from envwizard.model.aside import DOCUMENTS, EXAMPLES, TESTS, lies_in
from envwizard.model.paths import ROOT, ProjectPath

_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", "manage.py", "requirements.txt", "Pipfile", "requirements.in")
_ASIDE_FOLDERS = TESTS | DOCUMENTS | EXAMPLES
_ASIDE_NAME = re.compile(r"(?:test_.*|.*_test|conftest|setup|noxfile)\.py$")
# Sources that somebody runs by hand now and then.
_BY_HAND_FOLDER = re.compile(
    r"(?:^|/)(?:scripts?|tools?|hack|contrib|bin|devtools?|alembic|management/commands)/", re.IGNORECASE
)
_BY_HAND_NAME = re.compile(
    r"(?:fabfile|tasks|dodo|build|make|release|deploy|install.*|download.*|generate.*|precompute.*|import_.*|seed.*)\.py$",
    re.IGNORECASE,
)
# Sources that show or try something out, unless the program imports them.
_TRIAL_NAME = re.compile(r"(?:demo|example|debug)[^/]*\.py$", re.IGNORECASE)
_ENTRY_NAMES = frozenset(("manage.py", "wsgi.py", "asgi.py", "celery.py", "main.py", "app.py", "run.py", "__main__.py"))


def is_entry_name(path: ProjectPath) -> bool:
    """Tell whether a file is by its name one that is started."""
    return path.name in _ENTRY_NAMES


def is_aside(path: ProjectPath) -> bool:
    """Tell tests, documentation and examples: nothing that a deployment starts."""
    return lies_in(path, _ASIDE_FOLDERS) or _ASIDE_NAME.match(path.name) is not None


def is_run_by_hand(path: ProjectPath) -> bool:
    """Tell whether a source is one that somebody runs by hand, most likely in the project's root."""
    folder, _, name = path.value.rpartition("/")
    return _is_by_hand_folder(folder) or _BY_HAND_NAME.match(name) is not None


def is_trial(path: ProjectPath) -> bool:
    """Tell whether a source is named as one that shows or tries something out (``demo_shop.py``, ``debug.py``)."""
    return _TRIAL_NAME.match(path.name) is not None


# Of many thousand paths the folders are mostly known already.
@lru_cache(maxsize=4096)
def _is_by_hand_folder(folder: str) -> bool:
    return _BY_HAND_FOLDER.search(f"{folder}/") is not None


class ModuleIndex:
    """The project's Python files, to be asked for the files that run when a dotted name is imported."""

    def __init__(self, files: Iterable[ProjectPath]) -> None:
        self._files = {path.value for path in files if path.value.endswith((".py", ".pyw"))}
        self._folders: set[str] = set()
        for value in self._files:
            folder = value.rpartition("/")[0]
            while folder and folder not in self._folders:
                self._folders.add(folder)
                folder = folder.rpartition("/")[0]
        self.top_names = frozenset(folder.rpartition("/")[2] for folder in self._folders) | frozenset(
            value.rpartition("/")[2].rpartition(".")[0] for value in self._files
        )
        self._found: dict[tuple[str, str, str], tuple[ProjectPath, ...]] = {}

    def is_project(self, dotted: str) -> bool:
        """Tell whether a dotted name may be one of the project's: relative, or its first part is a name of its own."""
        return dotted.startswith(".") or dotted.partition(".")[0] in self.top_names

    def find(self, dotted: str, importer: ProjectPath, entry: ProjectPath | None = None) -> tuple[ProjectPath, ...]:
        """List the files that run for ``import dotted`` in ``importer``: parent packages first, the module last.

        Python searches from the folder of the file that was started (``entry``) or from the current directory. That
        is approached by looking in the entry's folder, then in those above it and in ``src`` there, then in those above
        the importer. Empty where the project has no such module.
        """
        start = (entry or importer).parent
        key = (dotted, importer.parent.value, start.value)
        if key not in self._found:
            self._found[key] = self._search(dotted, importer, start)
        return self._found[key]

    def imported(
        self, module: str, names: Iterable[str], importer: ProjectPath, entry: ProjectPath | None = None
    ) -> tuple[ProjectPath, ...]:
        """List the files that run for ``from module import names`` (or ``import module``), sub-modules included."""
        found = list(self.find(module, importer, entry))
        for name in names:
            if name != "*":
                dotted = module + name if module.endswith(".") else f"{module}.{name}"
                found.extend(self.find(dotted, importer, entry))
        return tuple(dict.fromkeys(found))

    def _search(self, dotted: str, importer: ProjectPath, start: ProjectPath) -> tuple[ProjectPath, ...]:
        if dotted.startswith("."):
            bare = dotted.lstrip(".")
            folder = importer.parent
            for _ in range(len(dotted) - len(bare) - 1):
                folder = folder.parent
            if not bare:
                package = folder.join("__init__.py")
                return (package,) if package is not None and package.value in self._files else ()
            return self._below(folder, bare.split("."))
        parts = dotted.split(".")
        if parts[0] not in self.top_names:
            return ()
        for root in dict.fromkeys((*_upwards(start), *_upwards(importer.parent))):
            found = self._below(root, parts)
            if found:
                return found
        return ()

    def _below(self, root: ProjectPath, parts: list[str]) -> tuple[ProjectPath, ...]:
        """Follow the parts from a folder; the packages on the way and the module, as far as they are files."""
        found: list[ProjectPath] = []
        place = "" if root == ROOT else root.value + "/"
        for index, part in enumerate(parts):
            package, module = f"{place}{part}/__init__.py", f"{place}{part}.py"
            last = index == len(parts) - 1
            if package in self._files:
                found.append(ProjectPath(package))
            elif last and module in self._files:
                found.append(ProjectPath(module))
            elif f"{place}{part}" not in self._folders or last:
                return ()
            place = f"{place}{part}/"
        return tuple(found)


def _upwards(folder: ProjectPath) -> list[ProjectPath]:
    """A folder and those above it, each followed by its ``src``."""
    return [one for above in folder.upwards() for one in (above, above.join("src")) if one is not None]


def module_roots(files: Iterable[ProjectPath]) -> frozenset[ProjectPath]:
    """List the folders that hold a project file: ``pyproject.toml``, ``manage.py``, a requirements file."""
    return frozenset(path.parent for path in files if path.value.endswith(_MARKERS) and path.name in _MARKERS)


def module_name(path: ProjectPath, roots: frozenset[ProjectPath]) -> str:
    """Give a file's dotted name as imports from the nearest root spell it: the nearest of ``roots``, or its ``src``."""
    root = next((folder for folder in path.parent.upwards() if folder in roots), ROOT)
    relative = path.relative_to(root)
    parts = relative.rpartition(".")[0].split("/")
    if len(parts) > 1 and parts[0] == "src":
        parts.pop(0)
    if len(parts) > 1 and parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)
