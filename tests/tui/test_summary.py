"""What is printed at the end, and the exit code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from envwizard.model.done import Written
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.report import Failure, FailureKind
from envwizard.tui.state import WizardState
from envwizard.tui.summary import exit_code, next_commands, summary
from tests.tui.fake_session import FakeSession


def state_after_scan(session: FakeSession) -> WizardState:
    state = WizardState(session)
    state.accept(session.scan())
    return state


def test_without_changes_it_says_so() -> None:
    state = state_after_scan(FakeSession())
    text = summary(state)
    assert "No changes were made to any file." in text
    assert "Left: 6 problems, 1 warning, 1 note" in text
    assert "envwizard check ~/src/shop-api" in text
    assert exit_code(state, None) == 1


def test_changes_are_listed_and_can_be_undone() -> None:
    session = FakeSession()
    state = state_after_scan(session)
    preview = session.preview(session.plan(state.findings))
    state.written.append(Written(session.apply(preview), preview.diffs, preview.plan.fixes))
    state.accept(session.scan())
    text = summary(state)
    assert "deploy/start.sh" in text
    assert "envwizard undo ~/src/shop-api" in text
    assert f"kept in\n  {session.journal_folder}\n" in text
    assert exit_code(state, None) == 0


def test_only_commands_that_work_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession(in_git=False)
    state = state_after_scan(session)
    preview = session.preview(session.plan(state.findings))
    state.written.append(Written(session.apply(preview), preview.diffs, preview.plan.fixes))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.argv", ["my venv/bin/envwizard"])
    assert next_commands(state) == [
        "'my venv/bin/envwizard' undo ~/src/shop-api",
        "'my venv/bin/envwizard' check ~/src/shop-api",
    ]
    session.in_git = True
    monkeypatch.setattr("sys.argv", ["/usr/lib/envwizard/__main__.py"])
    assert next_commands(state)[:2] == ["git -C ~/src/shop-api diff", "envwizard undo ~/src/shop-api"]


def test_exit_codes() -> None:
    session = FakeSession()
    assert exit_code(WizardState(session), None) == 130
    state = state_after_scan(session)
    assert exit_code(state, 143) == 143
    assert state.report is not None
    crash = Failure(FailureKind.CRASHED, ProjectPath("x"), "EW101", msg("oh"))
    state.report = replace(state.report, failures=(crash,))
    assert exit_code(state, None) == 3
