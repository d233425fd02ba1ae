"""Where a project lies in its repository."""

from __future__ import annotations

from pathlib import Path

from envwizard.project.repository import below_repository


def test_below_repository(tmp_path: Path) -> None:
    api = tmp_path / "work" / "services" / "api"
    api.mkdir(parents=True)
    assert below_repository(api, {}) == ""
    (tmp_path / "work" / ".git").mkdir()
    assert below_repository(api, {}) == "services/api"
    assert below_repository(tmp_path / "work", {}) == ""
    assert below_repository(api, {"GITHUB_WORKSPACE": str(tmp_path / "work" / "services")}) == "api"
    assert below_repository(api, {"GITHUB_WORKSPACE": "/elsewhere"}) == "services/api"
