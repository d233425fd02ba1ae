"""Saving a report through the session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.errors import FileThere, UsageError
from tests.support import write_tree


def test_save_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session.open(str(write_tree(tmp_path / "p", {".env": b"\xef\xbb\xbfA=1\n"})))
    session.scan()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    assert session.save_report("report.md") == tmp_path / "report.md"
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("## envwizard: 1 warning")
    assert json.loads(session.save_report("~/report.json").read_bytes())["format"] == 1
    assert (tmp_path / "home" / "report.json").exists()
    assert json.loads(session.save_report("r.SARIF").read_bytes())["version"] == "2.1.0"
    (tmp_path / "report.md").write_text("mine")
    with pytest.raises(FileThere):
        session.save_report("report.md")
    assert (tmp_path / "report.md").read_text() == "mine"
    (tmp_path / "dangling.md").symlink_to("nowhere.md")
    with pytest.raises(FileThere):
        session.save_report("dangling.md")
    session.save_report("report.md", overwrite=True)
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("##")
    for name in ("", "  ", "no/such.md", "p", "~nobody-of-that-name/x.md"):
        with pytest.raises(UsageError):
            session.save_report(name)
