"""The built-in sample: every point of the article is found in it, fixes help, and undo brings every byte back."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.engine.registry import all_rules
from envwizard.engine.session import Session
from envwizard.model.errors import NothingToUndo
from envwizard.model.finding import Severity
from envwizard.model.report import Report
from envwizard.model.rule import POINTS
from envwizard.workspace.demo import copy_demo
from tests.rule_case import snapshot

_RULES = {rule.code: rule for rule in all_rules()}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session.open(str(copy_demo(tmp_path / "shop")), state=tmp_path / "state")


def _loud(report: Report) -> list[str]:
    return [one.fingerprint for one in report.findings if one.severity is not Severity.INFO]


def test_every_point_is_found(session: Session) -> None:
    report = session.scan()
    assert {_RULES[finding.rule].point for finding in report.findings} == set(POINTS)
    assert report.failures == ()
    assert [environment.name for environment in report.environments] == ["development", "staging", "production"]


def test_files_of_development_are_left_alone(session: Session) -> None:
    paths = {str(finding.location.path) for finding in session.scan().findings}
    assert not paths & {"docker-compose.yml", "bin/start-dev.sh", "README.md"}


@pytest.mark.parametrize("unsafe", [False, True])
def test_fixing_leaves_less_and_nothing_new_and_undo_restores(session: Session, unsafe: bool) -> None:
    root = session.project.root
    before = snapshot(root)
    first = report = session.scan()
    for _ in range(10):
        preview = session.preview(session.plan(report.findings, unsafe=unsafe))
        if not preview.changes:
            break
        session.apply(preview)
        report = session.scan()
    assert report.failures == ()
    assert len(_loud(report)) < len(_loud(first))
    assert [one.rule for one in session.aftermath(first).new] == []
    entries = session.journal()
    assert entries
    with pytest.raises(NothingToUndo):
        while True:
            session.undo()
    assert snapshot(root) == before
    assert _loud(session.scan()) == _loud(first)


def test_no_value_of_an_env_file_is_shown(session: Session) -> None:
    from envwizard.reporters.facts_json import facts_json
    from envwizard.reporters.json_report import report_json
    from envwizard.reporters.patch import patch_text
    from envwizard.reporters.plain import matrix_text, report_text

    report = session.scan()
    preview = session.preview(session.plan(report.findings))
    texts = (
        report_text(report, all_rules()), report_json(report, all_rules()), matrix_text(report.matrix),
        facts_json(session.facts), patch_text(preview.diffs),
    )  # fmt: skip
    for text in texts:
        for secret in ("8f14e45fceea167a", "c9f0f895fb98ab91", "45c48cce2e2d7fbd"):
            assert secret not in text
