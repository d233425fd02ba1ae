"""The literal paths of the Python sources, each once with all its uses, and what in the project they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.paths.checkouts import is_checkout
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.aside import DOCUMENTS, EXAMPLES, TEST_DATA, TESTS, TUTORIALS, lies_in
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import Anchor, PathUse, PythonModule
from envwizard.model.folder_name import folder_name
from envwizard.model.message import msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import Location, Span
from envwizard.syntax.python_modules import is_run_by_hand, is_trial

# Sources that no deployment runs: tests, documentation, examples, hooks, build files.
_ASIDE_FOLDERS = (TESTS | TEST_DATA | DOCUMENTS | EXAMPLES | TUTORIALS) | frozenset(
    (
        "unittest", "unittests", "unit_test", "unit_tests", "integrationtest", "integrationtests", "integration_test",
        "integration_tests", "e2e", "demo", "demos", "hooks", "migrations", "benchmark", "benchmarks", "notebook",
        "notebooks", "_vendor", "vendor", "third_party", ".github", ".circleci", "ci",
    )
)  # fmt: skip
_ASIDE_NAME = re.compile(
    r"(?:test_[^/]*|[^/]*_tests?|(?:unit)?tests|conftest|setup|noxfile|versioneer|hatch_build|[^/]*[._]example"
    r"|[^/]*_sample|benchmark[^/]*)\.py$",
    re.IGNORECASE,
)
# What only a pattern has: ``data/*.csv`` means the folder.
_WILDCARD = re.compile(r"[*?]|\[[^\]]*\]")
# These take text only.
_TEXT_APIS = re.compile(
    r"sys\.path\.|site\.|cv2\.|gensim\.|toml\.load|f-string|peewee\.|playhouse\.|telethon\.|lmdb\.|duckdb\.|apsw\."
    r"|asqlite\.|chromadb\.|pickledb\.|sqlite_utils\.|glob\.|onnxruntime\.|vosk\.|selenium\.|pygame\.|docx"
    r"|discord\.|nextcord\.|disnake\."
)


@dataclass(frozen=True, slots=True)
class LiteralPath:
    """A literal path of a source: ``expression`` is where it is written first, ``uses`` are all its uses."""

    module: PythonModule
    literal: str
    anchor: Anchor
    uses: tuple[PathUse, ...]

    @property
    def expression(self) -> Location:
        """Where the literal is written."""
        return self.uses[0].expression

    @property
    def span(self) -> Span:
        """The piece of the file where the literal is written."""
        assert self.expression.span is not None
        return self.expression.span

    @property
    def reached(self) -> tuple[str, ...]:
        """The whole paths that the uses come to, each once."""
        return tuple(dict.fromkeys(use.reached or use.literal for use in self.uses))

    @property
    def calls(self) -> tuple[PathUse, ...]:
        """The uses that reach a file API, settings left out."""
        return tuple(use for use in self.uses if use.mode != "store" or "." in use.api)

    def expressions(self) -> Iterator[tuple[Span, bool]]:
        """Give every place where the literal is written, and whether what takes its place must be a string."""
        for expression in {use.expression: None for use in self.uses}:
            if expression.span is not None:
                uses = [use for use in self.uses if use.expression == expression and use.is_text]
                yield expression.span, any(_needs_text(use) for use in uses)

    def evidence(self, shown: Location | None = None) -> tuple[Evidence, ...]:
        """The places other than ``shown`` (where it is written first, by default): each line once."""
        shown = shown or self.expression
        found: dict[tuple[str, int], Evidence] = {}
        for use in self.uses:
            for place, text in (
                (use.location, msg("{api} uses {path}", api=use.api, path=use.reached or use.literal)),
                (use.expression, msg("{path} is written here", path=use.literal)),
            ):
                if place.line is not None and (place.path, place.line) != (shown.path, shown.line):
                    found.setdefault((str(place.path), place.line), Evidence(place, text))
        return tuple(found.values())


def _needs_text(use: PathUse) -> bool:
    """A path that is stored, joined to elsewhere or given to an API that takes text only stays a string."""
    outer, inner = use.location.span, use.expression.span
    inside = (
        use.location.path == use.expression.path
        and outer is not None
        and inner is not None
        and outer.start <= inner.start
        and inner.end <= outer.end
    )
    return not inside or bool(_TEXT_APIS.match(use.api)) or (use.mode == "store" and "." not in use.api)


def is_aside(path: ProjectPath) -> bool:
    """Tell whether a source is one that no deployment runs: a test, documentation, an example, a build script."""
    return _is_aside_by_place(path) or is_trial(path)


def is_aside_module(module: PythonModule) -> bool:
    """Tell the same of a source that is read: one that the program imports is no trial, whatever it is called."""
    return _is_aside_by_place(module.path) or (is_trial(module.path) and not module.is_imported)


def _is_aside_by_place(path: ProjectPath) -> bool:
    if lies_in(path, _ASIDE_FOLDERS) or _ASIDE_NAME.match(path.name) is not None:
        return True
    return any(folder.endswith("_tests") for folder in path.parts[:-1])


def literal_paths(facts: Facts, anchors: Iterable[Anchor], overridable: bool = False) -> Iterator[LiteralPath]:
    """Gather the literal paths with one of these anchors, each once per file."""
    wanted = frozenset(anchors)
    modules = {module.path: module for module in facts.python_modules}
    groups: dict[tuple[ProjectPath, str, Anchor], list[PathUse]] = {}
    for module in facts.python_modules:
        for use in module.path_uses:
            if use.anchor in wanted and use.overridable is overridable and use.expression.span is not None:
                # A constant of another source stands there.
                path = use.expression.path if isinstance(use.expression.path, ProjectPath) else module.path
                groups.setdefault((path, use.literal, use.anchor), []).append(use)
    for (path, literal, anchor), uses in sorted(groups.items(), key=lambda group: group[0][0]):
        ordered = sorted(uses, key=lambda use: use.expression.line or 0)
        yield LiteralPath(modules.get(path) or PythonModule(Location(path), ""), literal, anchor, tuple(ordered))


def is_configuration(group: LiteralPath) -> bool:
    """Tell whether the literal names a configuration file that is only read, and that the program insists on.

    Of such a file only EW411 speaks, whatever its path is relative to: its fix mends that as well. A file that the
    program itself writes is its state rather than its configuration.
    """
    uses = [use for use in group.uses if use.config]
    return bool(uses) and not all(use.probed for use in uses) and all(use.mode != "write" for use in group.calls)


def names_env_file(group: LiteralPath, facts: Facts) -> bool:
    """Tell whether the literal goes into nothing but the paths of env files that are loaded: EW211 speaks of those."""
    places = _loaded_paths(facts)
    return bool(group.calls) and all(use.location in places for use in group.calls)


@once_per_facts
def _loaded_paths(facts: Facts) -> frozenset[Location | None]:
    return frozenset(load.argument for module in facts.python_modules for load in module.loads)


def is_by_hand(module: PythonModule) -> bool:
    """Tell whether only somebody at a terminal runs a source, most likely in the project's root."""
    return is_run_by_hand(module.path) and not module.is_imported


class ProjectTree:
    """What exists in the project, to be asked by path."""

    def __init__(self, facts: Facts) -> None:
        self._known = _paths(facts)
        self.launch_folders = tuple(
            sorted({launch.working_directory for launch in facts.launches if launch.working_directory is not None})
        )

    def has(self, path: ProjectPath | None) -> bool:
        """Tell whether the project has the file or folder."""
        return path is not None and path.value in self._known

    def base_of(self, literal: str, module: ProjectPath) -> ProjectPath | None:
        """Find the folder from which a relative literal leads to something in the project.

        The folders that launches start in come first, then the project's root, then the module's own folder and those
        above it.
        """
        text = literal.split("{", maxsplit=1)[0].replace("\\", "/")
        if "{" in literal:
            text = text.rpartition("/")[0]
        if _WILDCARD.search(text):
            text = _WILDCARD.split(text, maxsplit=1)[0].rpartition("/")[0]
        if not text.strip("./"):
            return None
        for base in dict.fromkeys((*self.launch_folders, ROOT, *module.parent.upwards())):
            if self.has(base.join(text)):
                return base
        return None

    def tail_of(self, literal: str, project_name: str, personal: bool, module: ProjectPath) -> ProjectPath | None:
        """Find what an absolute path of some machine means in the project.

        That is the longest end of it that exists here, or what follows the project's own name; a package at the
        end is the project, for people call a checkout what its package is called. Of a ``personal`` path (somebody's
        checkout of the project, most likely) it may also be a file to be made in a folder that exists.
        """
        parts = [part for part in re.split(r"[\\/]+", literal.split("{")[0]) if part]
        tails = [path for start in range(1, len(parts)) if (path := ProjectPath.of("/".join(parts[start:])))]
        for path in tails:
            if path != ROOT and self.has(path):
                is_package = module.is_below(path) or self.has(path.join("__init__.py"))
                return ROOT if is_package and is_checkout(literal) else path
        # A file that is made at run time, in a folder that is there.
        for path in tails if personal else ():
            if path.suffix and path.parent != ROOT and self.has(path.parent):
                return path
        if project_name and project_name in parts[:-1] and "{" not in literal:
            path = ProjectPath.of("/".join(parts[len(parts) - parts[::-1].index(project_name) :]))
            # A folder that only that place has means that place, unless it is somebody's checkout.
            return path if path is not None and (personal or self.has(path.parent)) else None
        return None


@once_per_facts
def _paths(facts: Facts) -> frozenset[str]:
    """The paths of all files and folders."""
    files = (entry.path.value for entry in facts.inventory.files)
    return frozenset((".", *files, *(folder.value for folder in facts.inventory.folders)))


def launch_evidence(literal: str, facts: Facts, tree: ProjectTree) -> tuple[Evidence, ...]:
    """Say for every launch whose folder is known whether the relative path leads anywhere from there."""
    found = []
    for launch in facts.launches:
        folder = launch.working_directory
        if folder is None:
            continue
        shown = folder_name(folder)
        if tree.has(folder.join(literal)):
            found.append(Evidence(launch.location, msg("started in {folder}, this finds it", folder=shown)))
        else:
            found.append(Evidence(launch.location, msg("started in {folder}, this does not find it", folder=shown)))
    return tuple(found)


def starts_everywhere(literal: str, launches: Iterable[Launch], tree: ProjectTree) -> bool:
    """Tell whether no launch is known to start in a folder from which the path leads nowhere."""
    folders = [launch.working_directory for launch in launches]
    return all(folder is None or tree.has(folder.join(literal)) for folder in folders)
