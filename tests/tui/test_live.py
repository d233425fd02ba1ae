"""Watching: a finding disappears as the user edits."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.tui import live
from envwizard.tui.app import EnvwizardApp
from envwizard.workspace.demo import copy_demo
from tests.terminal import Terminal
from tests.tui.conftest import press, settle, words
from tests.tui.fake_session import FakeSession


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_EVERY", 0.02)


@pytest.mark.slow
async def test_what_the_user_mends_by_hand_disappears() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "1", "w")
        assert "watching" in words(app).partition("Probe")[0]
        before = len(app.state.findings)
        session.files["deploy/start.sh"] = session.files["deploy/start.sh"].replace(b"sudo pip", b"pip")
        session.touched = True
        for _ in range(40):
            await settle(pilot)
            if "Findings gone" in words(app):
                break
        assert len(app.state.findings) == before - 1
        assert "Findings gone: 1, new: 0." in words(app)
        # No scan changes the project under a dialog.
        await press(pilot, "p")
        session.touched = True
        scans = session.scans
        for _ in range(5):
            await settle(pilot)
        assert session.scans == scans
        await press(pilot, "escape", "w")
        assert "watching" not in words(app).partition("Probe")[0]


@pytest.mark.slow
def test_an_edit_in_another_program_is_probed(tmp_path: Path) -> None:
    shop = copy_demo(tmp_path / "shop")
    (shop / ".env").write_bytes(b"\xef\xbb\xbfSECRET_KEY=1\n")
    with Terminal(str(shop)) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.press("w", "2")
        terminal.wait_for("watching", "8 findings")
        (shop / ".env").write_bytes(b"SECRET_KEY=1\n")
        terminal.wait_for("watching", "7 findings")
        terminal.press("q")
        assert terminal.wait_exit() == 1
