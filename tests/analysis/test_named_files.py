"""Requirements files with odd names are found by the commands that install them."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.engine.session import Session
from tests.support import write_tree


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"Dockerfile": "FROM python:3.11\nRUN pip install -r deps.list\n", "deps.list": "flask\n"}, ["deps.list"]),
        (
            {"Dockerfile": "FROM python:3.11\nRUN pip install -r /tmp/web.deps\n", "docker/web.deps": "flask\n"},
            ["docker/web.deps"],
        ),
        (
            {"deploy.sh": "pip install -r python-packages\n", "python-packages": "-r more\nflask\n", "more": "rich\n"},
            ["more", "python-packages"],
        ),
        ({"Dockerfile": "FROM python:3.11\nRUN pip install -r /tmp/d\n", "a/d": "flask\n", "b/d": "flask\n"}, []),
        ({"Dockerfile": "FROM python:3.11\nRUN pip install -r https://host/d\n", "d": "flask\n"}, []),
    ],
)
def test_lists_that_installs_name(files: dict[str, str], found: list[str], tmp_path: Path) -> None:
    write_tree(tmp_path / "project", files)
    session = Session.open(str(tmp_path / "project"), select=["EW301"], state=tmp_path / "state")
    session.scan()
    assert [str(file.path) for file in session.facts.requirements_files] == found
