"""Which files' values are hidden in diffs by their names alone."""

from __future__ import annotations

import pytest

from envwizard.edits.env_file_mask import may_be_env_file
from envwizard.model.paths import ProjectPath


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        (".env", True),
        ("deploy/server.env", True),
        (".env.production.bak", True),
        (".envwizard.toml", False),
        ("pyproject.toml", False),
    ],
)
def test_names_of_env_files(name: str, hidden: bool) -> None:
    assert may_be_env_file(ProjectPath(name)) is hidden
