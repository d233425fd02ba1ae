"""The rounds of ``fix``: they go on where a mended finding comes to speak of the next file."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.engine.rounds import Rounds
from envwizard.engine.session import Session

_SETTINGS = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    token: str

    class Config:
        env_file = (".env.server", ".env")


settings = Settings()
"""


def test_a_finding_that_names_another_file_after_its_fix_is_mended_in_the_next_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = tmp_path / "bot"
    (root / "app").mkdir(parents=True)
    (root / "app" / "settings.py").write_text(_SETTINGS)
    (root / "Dockerfile").write_text("FROM python:3.12-slim\nWORKDIR /bot\nCOPY . .\nCMD python -m app.settings\n")
    (root / "docker-compose.yml").write_text("services:\n  bot:\n    build: .\n    env_file: .env\n")
    (root / ".dockerignore").write_text(".git\n")
    session = Session.open(str(root))
    session.scan()
    rounds = Rounds(session, unsafe=True)
    while (preview := rounds.next()) is not None:
        rounds.apply(preview)
    assert (root / ".dockerignore").read_text() == ".git\n.env\n.env.server\n"
    assert not [finding for finding, _ in rounds.done().left if finding.rule == "EW228"]
