"""The session whose reading is done by another process: the same results, and nothing of its crashes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from envwizard.engine.isolated import IsolatedSession
from envwizard.engine.session import Session
from envwizard.model.errors import EnvwizardError, UsageError
from envwizard.model.report import Progress
from envwizard.workspace.demo import copy_demo


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_demo(tmp_path / "shop")


@pytest.fixture
def session(root: Path) -> Iterator[IsolatedSession]:
    isolated = IsolatedSession(Session.open(str(root)))
    yield isolated
    isolated.close()


def test_it_finds_and_plans_what_a_session_in_this_process_does(session: IsolatedSession, root: Path) -> None:
    plain = Session.open(str(root))
    steps: list[Progress] = []
    report, expected = session.scan(steps.append), plain.scan()
    assert (report.findings, report.matrix, report.outcomes) == (expected.findings, expected.matrix, expected.outcomes)
    assert session.in_git and session.report is report
    assert {step.stage for step in steps} > {"project", "dotenv", "servers"}
    plan = session.plan(report.findings)
    assert plan == plain.plan(expected.findings)
    assert session.preview(plan).diffs == plain.preview(plan).diffs
    first = plan.fixes[0].finding
    session.apply(session.preview(session.plan([first])))
    left = session.scan().findings
    assert first.fingerprint not in {finding.fingerprint for finding in left}
    session.undo()
    assert session.scan().findings == report.findings
    assert session.facts.env_files == plain.facts.env_files


def test_answers_and_roots_reach_it(session: IsolatedSession) -> None:
    question = session.scan().questions[0]
    session.answer(question.id, question.choices[0])
    assert question.id in {one.id for one in session.scan().answered}
    session.choose_roots("nowhere")
    with pytest.raises(UsageError, match="nowhere"):
        session.scan()
    session.choose_roots()
    assert session.scan().complete


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_crash_is_told_and_the_next_scan_works(session: IsolatedSession, number: signal.Signals) -> None:
    findings = session.scan().findings
    reader = session.reader
    assert reader is not None

    def crash(_: Progress) -> None:
        os.kill(reader, number)

    with pytest.raises(EnvwizardError, match=rf"ended \(signal {number.name}\).*Probe again"):
        session.scan(crash)
    with pytest.raises(EnvwizardError, match="probed again first"):
        session.plan(findings)
    assert session.scan().findings == findings
    assert session.reader != reader


def test_a_stopped_scan_keeps_what_was_found(session: IsolatedSession) -> None:
    assert not session.scan(cancelled=lambda: True).complete
    assert session.scan().complete


def test_it_imports_nothing_of_the_folder_that_it_is_started_in(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json", "pickle", "envwizard", "sitecustomize", "usercustomize"):
        (root / f"{name}.py").write_text("open('touched', 'w').close()\n")
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    isolated = IsolatedSession(Session.open("."))
    try:
        assert isolated.scan().findings
    finally:
        isolated.close()
    assert not (root / "touched").exists()


def test_it_goes_when_its_parent_is_killed(root: Path, tmp_path: Path) -> None:
    code = (
        "from envwizard.engine.isolated import IsolatedSession\n"
        "from envwizard.engine.session import Session\n"
        f"session = IsolatedSession(Session.open({str(root)!r}))\n"
        "session.scan()\n"
        "print(session.reader, flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        reader = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        try:
            os.kill(reader, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{reader}/stat").exists() and Path(f"/proc/{reader}/stat").read_text().split()[2] == "Z":
            return  # nobody fetched its exit code, but it has ended
        time.sleep(0.1)
    pytest.fail("the child is still there")


def test_without_a_child_the_reading_is_done_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    isolated = IsolatedSession(Session.open(str(root)))
    report = isolated.scan()
    assert isolated.reader is None and report.complete and isolated.in_git
    assert isolated.preview(isolated.plan(report.findings)).diffs
    isolated.close()
