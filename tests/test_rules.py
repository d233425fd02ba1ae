"""Every rule on its cases: exact findings, silence where it must be quiet, and a fix that holds and can be undone."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path

import pytest

from envwizard.analysis import python_releases
from envwizard.engine.registry import all_rules
from envwizard.engine.session import Session
from envwizard.model.errors import NothingToUndo
from envwizard.model.plan import Plan
from envwizard.model.report import OutcomeKind, Report
from envwizard.model.rule import Rule
from tests.rule_case import CASES, Case, all_cases, line_of, scan, snapshot

_CASES = all_cases()


@pytest.fixture(autouse=True)
def _a_day_of_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is supported depends on the day; the cases were written on this one."""
    monkeypatch.setattr(python_releases, "today", lambda: datetime.date(2026, 11, 23))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case.code}-{case.name}")
def test_case(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    root = case.copy(tmp_path)
    before = snapshot(root)
    session, report = scan(root, tmp_path / "state", case.code)
    assert snapshot(root) == before, "the scan changed the project"
    crashed = [outcome for outcome in report.outcomes if outcome.kind is OutcomeKind.CRASHED]
    assert not crashed, [str(outcome.reason) for outcome in crashed]
    assert not report.crashed, [str(failure) for failure in report.failures]
    got = [line_of(finding) for finding in report.findings]
    if request.config.getoption("--update") == case.code:
        _update(case, session, report, root)
        return
    if not case.fires:
        assert got == []
        return
    expected = case.folder / "expected.txt"
    assert got == expected.read_text(encoding="utf-8").splitlines()
    assert got, "a case named fires_ expects a finding"
    if (case.folder / "commands.txt").is_file():
        plan = session.plan([finding for finding in report.findings if finding.fix])
        wanted = (case.folder / "commands.txt").read_text(encoding="utf-8").splitlines()
        assert [" ".join(command.argv) for command in plan.commands] == wanted, "other commands, or in another order"
    if (case.folder / "after").is_dir():
        _check_fix(case, session, report, root, tmp_path)


def _check_fix(case: Case, session: Session, report: Report, root: Path, tmp_path: Path) -> None:
    before = snapshot(root)
    answers = case.settings().get("answers", {})
    applied = 0
    for _ in range(5):
        plan = session.plan([finding for finding in report.findings if finding.fix], answers=answers)
        planned = [one for one in plan.fixes if one.fix.edits]
        if not planned:
            break
        offered = {one.finding.fix.applicability for one in planned if one.finding.fix}
        assert offered >= {one.fix.applicability for one in planned}, "the offer promised another applicability"
        kinds = {choice.id.partition(":")[0] for one in planned for choice in one.fix.choices}
        asks = {kind for rule in session.rules for kind in rule.asks}
        assert kinds <= asks, (
            "a choice of the fix is of a kind that the rule does not declare: --answer would refuse it"
        )
        session.apply(session.preview(plan))
        _run_commands(case, plan, root)
        applied += 1
        report = session.scan()
    assert applied, f"no fix was applied: {[str(one.reason) for one in plan.left_out]}"
    assert snapshot(root) == snapshot(_dressed_after(case, tmp_path)), "the fix gives something else than after/"
    mendable = [
        line_of(finding)
        for finding in report.findings
        if finding.fix and session.plan([finding], answers=answers).fixes
    ]
    assert mendable == [], "after the fix there is still something to mend"
    with pytest.raises(NothingToUndo):
        while True:
            session.undo()
    assert snapshot(root) == before, "undo does not restore every byte"


def _run_commands(case: Case, plan: Plan, root: Path) -> None:
    """Run the commands of the fixes where case.toml says ``commands = true``: those that change no file of the tree."""
    for command in plan.commands if case.settings().get("commands") else ():
        subprocess.run(command.argv, cwd=root / command.cwd.value, check=True, capture_output=True)


def _dressed_after(case: Case, tmp_path: Path) -> Path:
    """Copy ``after/`` and dress it as ``before/`` was."""
    twin = tmp_path / "after"
    twin.mkdir()
    root = case.copy(twin)
    dressed = {path.relative_to(root).as_posix() for path in root.rglob("*")}
    wanted = case.folder / "after"
    for name in sorted(dressed, reverse=True):
        path = root / name
        made = name in case.settings().get("links", {}) or name in case.settings().get("folders", ())
        if name.split("/")[0] == ".git" or made or (wanted / name).exists() or (wanted / name).is_symlink():
            continue
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink()
    for path in sorted(wanted.rglob("*")):
        target = root / path.relative_to(wanted)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif not path.is_symlink():
            mode = target.stat().st_mode & 0o7777 if target.exists() else path.stat().st_mode & 0o7777
            content = path.read_bytes().replace(b"@ROOT@", str(tmp_path / "project").encode())
            target.unlink(missing_ok=True)
            target.write_bytes(content)
            target.chmod(mode)
    for name, bits in case.settings().get("modes_after", {}).items():
        (root / name).chmod(int(bits, 8))
    return root


def _update(case: Case, session: Session, report: Report, root: Path) -> None:
    """Write expected.txt and after/ anew; a person reads them before they are committed."""
    lines = [line_of(finding) for finding in report.findings]
    assert bool(lines) == case.fires, f"{case.name}: {lines}"
    if not case.fires:
        return
    (case.folder / "expected.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    changed: set[str] = set()
    answers = case.settings().get("answers", {})
    for _ in range(5):
        plan = session.plan([finding for finding in report.findings if finding.fix], answers=answers)
        preview = session.preview(plan)
        if not preview.changes:
            break
        changed |= {str(change.path) for change in preview.changes}
        session.apply(preview)
        _run_commands(case, plan, root)
        report = session.scan()
    after = case.folder / "after"
    if after.exists():
        shutil.rmtree(after)
    if not changed:
        return
    shutil.copytree(case.folder / "before", after, symlinks=True)
    for name in sorted(changed):
        source, target = root / name, after / name
        if not source.exists():
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes().replace(str(root).encode(), b"@ROOT@"))
        target.chmod(source.stat().st_mode & 0o7777)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_rule_has_cases(rule: Rule) -> None:
    cases = [case for case in _CASES if case.code == rule.code]
    assert any(case.fires for case in cases), f"{rule.code} has no case in which it fires"
    assert any(not case.fires for case in cases), f"{rule.code} has no case in which it must be quiet"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_page(rule: Rule) -> None:
    lines = rule.page.splitlines()
    assert lines[0].startswith(f"{rule.code} {rule.name}: ") and lines[0].endswith(".")
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert headings == ["What it checks", "Why it hurts", "Example", "What the fix does", "References"]


def test_codes_are_unique_and_every_case_has_a_rule() -> None:
    codes = [rule.code for rule in all_rules()]
    assert len(codes) == len(set(codes))
    assert {case.code for case in _CASES} <= set(codes)
    assert CASES.is_dir()
