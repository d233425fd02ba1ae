"""The line that the report offers for a finding does what it says, in every format and for every rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.finding import Finding
from envwizard.model.paths import ProjectPath
from envwizard.project.decode import decode
from envwizard.reporters.ignore_lines import ignore_line
from tests.rule_case import Case, all_cases

# One case of each rule in the ordinary run, all of them in the slow one.
_FIRES = [case for case in all_cases() if case.fires]
_FIRST = {case.code: case for case in reversed(_FIRES)}


@pytest.mark.parametrize("case", _FIRST.values(), ids=lambda case: case.code)
def test_the_line_ignores_the_finding(case: Case, tmp_path: Path) -> None:
    _check(case, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("case", _FIRES, ids=lambda case: f"{case.code}-{case.name}")
def test_the_line_ignores_the_finding_in_every_case(case: Case, tmp_path: Path) -> None:
    _check(case, tmp_path)


def _check(case: Case, tmp_path: Path) -> None:
    root = case.copy(tmp_path)
    state = tmp_path / "state"
    report = Session.open(str(root), select=[case.code], state=state).scan()
    # From below, so that the lines above stay where they are.
    for finding in sorted(report.findings, key=lambda one: one.location.line or 0, reverse=True):
        _paste(root, finding)
    after = Session.open(str(root), select=[case.code], state=state).scan()
    assert [str(one.location) for one in after.findings] == []
    assert len(after.suppressed) == len(report.findings)
    assert {one.suppression.reason for one in after.suppressed} == {"reason"}
    assert [str(notice.message) for notice in after.notices] == []
    assert {(f.kind, f.path) for f in after.failures} == {(f.kind, f.path) for f in report.failures}


def _paste(root: Path, finding: Finding) -> None:
    place, line = ignore_line(finding)
    if not re.search(r"above (?:it$|line \d+)", place.render()):
        _set(root, str(place), line)
        return
    assert isinstance(finding.location.path, ProjectPath) and finding.location.line
    path = root / finding.location.path.value
    raw = path.read_bytes()
    text, encoding, mark = decode(raw)
    if text is None or encoding is None:
        text, encoding, mark = raw.decode("latin-1"), "latin-1", b""
    lines = text.splitlines(keepends=True)
    where = finding.location.line - 1
    while where and lines[where - 1].rstrip().endswith("\\"):
        where -= 1  # a comment would end the command
    indent = lines[where][: len(lines[where]) - len(lines[where].lstrip())]
    newline = "\r\n" if "\r\n" in text else "\n"
    lines.insert(where, f"{indent}{line}{newline}")
    path.write_bytes(mark + "".join(lines).encode(encoding))


def _set(root: Path, place: str, line: str) -> None:
    path = root / "pyproject.toml"
    table = place[place.index("[") :]
    text = path.read_text() if path.exists() else ""
    if line not in text:
        path.write_text(text.replace(table, f"{table}\n{line}") if table in text else f"{text}\n{table}\n{line}\n")
