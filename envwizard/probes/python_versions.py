"""Who says which Python the project runs on: project files, the files of pyenv, mise and asdf, runtime.txt, conda."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.dependencies import PythonVersion
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax import setup_py, toml
from envwizard.syntax.ini import Dialect, parse_ini
from envwizard.syntax.yaml import YamlScalar, document

_BY = "Python versions"
# ``3.11``, ``3.11.4``, ``3.13t``, ``cpython-3.11.4-linux-..``, ``pypy3.10-7.3.12``, ``miniconda3-3.11-24.1``; pyenv and
# uv take them all. What begins otherwise is the name of a virtual environment, or ``system``.
_VERSION = re.compile(
    r"(?:cpython[@-]?|pypy[@-]?|python-?)?\d+(?:\.\d+)+[\w.+-]*|(?:cpython|pypy|python)?-?3", re.IGNORECASE
)
_WORD = re.compile(r"[^\s,]+")
_RUNTIME = re.compile(r"\s*((?:python-)?\d+(?:\.\d+)+\S*)")
_TOOL_VERSIONS = re.compile(r"^[ \t]*python[ \t]+([^#\r\n]+)", re.MULTILINE)
_CONDA_PYTHON = re.compile(r"(?:[\w./-]+::)?python\s*([=<>!~\d].*)")
_SETUP = "setup"
_MISE_TOOL = ("tools", "python")


def probe_python_versions(sources: Sources) -> tuple[PythonVersion, ...]:
    """Collect every statement, in the order of the files' paths."""
    found = [
        version
        for pattern, reader in _READERS
        for versions in sources.each(_BY, sources.named(pattern), lambda file, reader=reader: tuple(reader(file)))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        for version in versions
    ]
    return tuple(sorted(found, key=lambda one: str(one.location.path)))


def _pyproject(file: TextFile) -> Iterator[PythonVersion]:
    document = toml.parse(file)
    yield from _toml(document, ("project", "requires-python"), "requires-python", "specifier")
    yield from _toml(document, ("tool", "poetry", "dependencies", "python"), "poetry", "specifier")


def _pipfile(file: TextFile) -> Iterator[PythonVersion]:
    document = toml.parse(file)
    for key in ("python_version", "python_full_version"):
        yield from _toml(document, ("requires", key), "pipfile", "version")


def _mise(file: TextFile) -> Iterator[PythonVersion]:
    document = toml.parse(file)
    several = document.get(_MISE_TOOL, list) or ()
    for path in (_MISE_TOOL, (*_MISE_TOOL, "version"), *((*_MISE_TOOL, index) for index in range(len(several)))):
        yield from _toml(document, path, "mise", "version")


def _toml(document: toml.TomlDocument, path: toml.Path, source: str, kind: str) -> Iterator[PythonVersion]:
    text, span = document.get(path, str), document.span(path)
    if text and span is not None:
        yield PythonVersion(source, kind, text.strip(), Location(document.file.path, span))


def _setup_cfg(file: TextFile) -> Iterator[PythonVersion]:
    options = parse_ini(file, Dialect.CONFIGPARSER).section("options")
    entry = options.get("python_requires") if options is not None else None
    if entry is not None and entry.text:
        yield PythonVersion(_SETUP, "specifier", entry.text.strip(), entry.value_location)


def _setup_py(file: TextFile) -> Iterator[PythonVersion]:
    call = setup_py.parse(file)
    literal = call.text("python_requires") if call is not None else None
    if literal is not None:
        yield PythonVersion(_SETUP, "specifier", literal.text.strip(), literal.location)


def _python_version(file: TextFile) -> Iterator[PythonVersion]:
    """Read a .python-version: a version a line (the first is the one in use, all are allowed), ``#`` for comments."""
    at = 0
    for line in file.content.splitlines(keepends=True):
        for word in _WORD.finditer(line.partition("#")[0]):
            if _VERSION.fullmatch(word.group()):
                yield _word(file, ".python-version", at + word.start(), word.group())
        at += len(line)


def _runtime(file: TextFile) -> Iterator[PythonVersion]:
    if match := _RUNTIME.match(file.content):
        yield _word(file, "runtime.txt", match.start(1), match.group(1))


def _tool_versions(file: TextFile) -> Iterator[PythonVersion]:
    for line in _TOOL_VERSIONS.finditer(file.content):
        for word in _WORD.finditer(line.group(1)):
            if _VERSION.fullmatch(word.group()):
                yield _word(file, "tool-versions", line.start(1) + word.start(), word.group())


def _word(file: TextFile, source: str, start: int, text: str) -> PythonVersion:
    return PythonVersion(source, "version", text, file.location(start, start + len(text)))


def _conda(file: TextFile) -> Iterator[PythonVersion]:
    for node in document(file).elements("dependencies"):
        match = _CONDA_PYTHON.fullmatch(node.text.strip()) if isinstance(node, YamlScalar) else None
        if match is not None:
            # An exported file names the build behind a second sign: ``=3.10.13=h955ad1f_0``.
            wanted = re.sub(r"^(=[\d.*]+)=.*", r"\1", match.group(1).strip())
            yield PythonVersion("conda", "specifier", wanted, node.location)


_READERS = (
    (re.compile(r"pyproject\.toml"), _pyproject),
    (re.compile(r"setup\.cfg"), _setup_cfg),
    (re.compile(r"setup\.py"), _setup_py),
    (re.compile(r"Pipfile"), _pipfile),
    (re.compile(r"\.python-versions?"), _python_version),
    (re.compile(r"runtime\.txt"), _runtime),
    (re.compile(r"\.tool-versions"), _tool_versions),
    (re.compile(r"\.?mise(?:\.[\w-]+)?\.toml"), _mise),
    (re.compile(r"(?:environment|conda)[\w.-]*\.ya?ml", re.IGNORECASE), _conda),
)
