"""Which modules of others the project's sources import, and which its settings name in strings.

A look at the bytes tells the files that import something new; only these are parsed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from envwizard.model.facts.migration import ImportedName, NamedString
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.python_modules import is_aside

BY = "imported names"
_SOURCE = re.compile(r".*\.pyw?")
_IMPORT = re.compile(rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w., \t]+))", re.MULTILINE)
# Import names of so many parts are told apart (``google.cloud.storage``).
_PARTS = 4
_SETTINGS_FILE = re.compile(r"(?:^|/)(?:settings|config|conf|base|production|prod)[^/]*\.py$|/settings/", re.IGNORECASE)
_SETTINGS = (b"INSTALLED_APPS", b"MIDDLEWARE", b"DATABASES", b"://")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_DRIVER = re.compile(r"([a-z]\w*\+[a-z]\w*)://")


def probe_imported_names(sources: Sources) -> tuple[ImportedName, ...]:
    """List each module with the first place that imports it, in what runs and aside of it."""
    own = _OwnNames(entry.path for entry in sources.inventory.files)
    found: dict[tuple[str, bool], ImportedName] = {}
    seen: set[tuple[bytes, bool]] = set()
    for path in sources.named(_SOURCE):
        data = sources.peek(path, BY)
        if data is None:
            continue
        aside = is_aside(path)
        named = {(name, aside) for name in _candidates(data) if _is_foreign(name.decode(), path, own)}
        if named <= seen:
            continue
        seen |= named
        for one in sources.parse(path, BY, lambda file, aside=aside: tuple(_imports(file, aside))) or ():  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            if _is_foreign(one.name, path, own):
                found.setdefault((one.name, aside), one)
    return tuple(found.values())


def probe_named_strings(sources: Sources) -> tuple[NamedString, ...]:
    """List the strings of settings modules that may name a distribution."""
    found: dict[str, NamedString] = {}
    for path in sources.named(_SOURCE):
        if is_aside(path):
            continue
        data = sources.peek(path, BY)
        if data is None or not any(word in data for word in _SETTINGS):
            continue
        for one in sources.parse(path, BY, lambda file: tuple(_strings(file))) or ():
            found.setdefault(one.text, one)
    return tuple(found.values())


def _candidates(data: bytes) -> Iterator[bytes]:
    for match in _IMPORT.finditer(data):
        if match.group(1):
            yield match.group(1)
        else:
            yield from (part.split()[0] for part in match.group(2).split(b",") if part.split())


class _OwnNames:
    """The names that imports find in the project: those in folders that may be on Python's path, as no package is."""

    def __init__(self, files: Iterable[ProjectPath]) -> None:
        self._names: dict[str, set[str]] = {}
        values = [path.value for path in files if path.value.endswith((".py", ".pyw"))]
        packages = {value.rpartition("/")[0] for value in values if value.endswith("__init__.py")}
        for value in values:
            folder, _, name = value.rpartition("/")
            if folder not in packages:
                self._names.setdefault(folder, set()).add(name.partition(".")[0])
            while folder:
                above, _, name = folder.rpartition("/")
                if above not in packages:
                    self._names.setdefault(above, set()).add(name)
                folder = above

    def has(self, top: str, importer: ProjectPath) -> bool:
        """Tell whether a top-level name may be found there, seen from a source."""
        folders = [folder.value.removeprefix(".") for folder in importer.parent.upwards()]
        folders += [f"{folder}/src".lstrip("/") for folder in folders]
        return any(top in self._names.get(folder, ()) for folder in folders)


def _is_foreign(name: str, importer: ProjectPath, own: _OwnNames) -> bool:
    top = name.partition(".")[0]
    return bool(top) and top not in sys.stdlib_module_names and not own.has(top, importer)


def _imports(file: TextFile, aside: bool) -> Iterator[ImportedName]:
    from envwizard.syntax.python import parse

    tree = parse(file)
    for node in tree.nodes("import"):
        module = tree.text(node.child_by_field_name("module_name"))
        for child in node.children_by_field_name("name"):
            name = tree.text(child.child_by_field_name("name") if child.type == "aliased_import" else child)
            dotted = f"{module}.{name}" if module else name
            yield ImportedName(".".join(dotted.split(".")[:_PARTS]), tree.location(node), aside)
        if module and not node.children_by_field_name("name"):
            yield ImportedName(module, tree.location(node), aside)


def _strings(file: TextFile) -> Iterator[NamedString]:
    from envwizard.syntax.python import parse

    assert isinstance(file.path, ProjectPath)
    settings = _SETTINGS_FILE.search(file.path.value) is not None or b"INSTALLED_APPS" in file.raw
    tree = parse(file)
    for node in tree.nodes("string"):
        text = tree.string(node) or ""
        driver = _DRIVER.match(text)
        if driver:
            yield NamedString(driver.group(1), tree.location(node))
        elif settings and _DOTTED.fullmatch(text) and len(text) < 200:
            yield NamedString(text, tree.location(node))
