"""Statements about the Python version, each at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.probes.python_versions import probe_python_versions
from tests.support import sources_of


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("pyproject.toml", '[project]\nrequires-python = ">=3.10"\n', [("requires-python", "specifier", ">=3.10", 2)]),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.8"\n', [("poetry", "specifier", "^3.8", 2)]),
        ("pyproject.toml", "[project]\nrequires-python = 3\n", []),
        ("setup.cfg", "[options]\npython_requires = >=3.7\n", [("setup", "specifier", ">=3.7", 2)]),
        ("setup.py", "P = '>=3.6'\nsetup(python_requires=P)\n", [("setup", "specifier", ">=3.6", 1)]),
        (
            "Pipfile",
            '[requires]\npython_version = "3.9"\npython_full_version = "3.9.1"\n',
            [("pipfile", "version", "3.9", 2), ("pipfile", "version", "3.9.1", 3)],
        ),
        (".python-version", "3.11.4\r\n", [(".python-version", "version", "3.11.4", 1)]),
        (
            ".python-version",
            "# used by pyenv\n3.12.1 # main\npypy3.10-7.3.12\n\nshop-venv\nsystem\n3.13t\ncpython-3.11.4-linux\n",
            [
                (".python-version", "version", "3.12.1", 2),
                (".python-version", "version", "pypy3.10-7.3.12", 3),
                (".python-version", "version", "3.13t", 7),
                (".python-version", "version", "cpython-3.11.4-linux", 8),
            ],
        ),
        ("runtime.txt", "python-3.11.4\n", [("runtime.txt", "version", "python-3.11.4", 1)]),
        ("runtime.txt", "3.8", [("runtime.txt", "version", "3.8", 1)]),
        ("docs/runtime.txt", "It takes 3 hours.\n", []),
        (
            ".tool-versions",
            "nodejs 20.1\npython 3.11.4 3.10.2 system # x\n",
            [("tool-versions", "version", "3.11.4", 2), ("tool-versions", "version", "3.10.2", 2)],
        ),
        ("mise.toml", '[tools]\npython = "3.12"\n', [("mise", "version", "3.12", 2)]),
        (
            ".mise.toml",
            '[tools]\nnode = "20"\npython = ["3.12", "3.11"]\n',
            [("mise", "version", "3.12", 3), ("mise", "version", "3.11", 3)],
        ),
        ("mise.local.toml", '[tools]\npython = {version = "3.12"}\n', [("mise", "version", "3.12", 2)]),
        ("environment.yml", "dependencies:\n- python=3.9\n- pip\n", [("conda", "specifier", "=3.9", 2)]),
        ("environment.yml", "dependencies:\n- python\n- python-dateutil=2\n", []),
    ],
)
def test_statements(tmp_path: Path, name: str, content: str, expected: list[tuple[str, str, str, int]]) -> None:
    sources = sources_of({name: content}, tmp_path)
    found = probe_python_versions(sources)
    assert [(one.source, one.kind, one.text, one.location.line) for one in found] == expected
    assert not sources.failures
    for one in found:
        span = one.location.span
        assert span is not None and content.encode()[span.start : span.end].decode().strip("\"'").endswith(one.text)
