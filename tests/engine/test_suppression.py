"""What is suppressed, by what and why; that nothing is suppressed in silence; and that fixes keep off it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from envwizard.engine.session import Session
from envwizard.model.errors import UsageError
from envwizard.model.report import OutcomeKind, Report
from envwizard.model.suppression import Means
from tests.support import write_tree

_BOM = b"\xef\xbb\xbf"
_FILES: dict[str, str | bytes] = {
    "a.env": _BOM + b"A=1\n",
    "b.env": _BOM + b"B=1\n",
    "deploy.sh": "apt-get install -y nginx\nsudo pip install flask\n",
}


def _session(root: Path, files: Mapping[str, str | bytes], settings: str = "", **given: Any) -> Session:
    text = f"[tool.envwizard]\n{settings}\n" if settings else ""
    write_tree(root, {**files, **({"pyproject.toml": text} if text else {})})
    return Session.open(str(root), **{"select": ["EW221", "EW121"], **given})


def _report(root: Path, files: Mapping[str, str | bytes], settings: str = "", **given: Any) -> Report:
    return _session(root, files, settings, **given).scan()


def _found(report: Report) -> list[str]:
    return [f"{one.rule} {one.location}" for one in report.findings]


def _suppressed(report: Report) -> list[tuple[str, str, str]]:
    return [(f"{s.finding.rule} {s.finding.location.path}", s.suppression.means.value, s.suppression.reason)
            for s in report.suppressed]  # fmt: skip


def _notices(report: Report) -> list[str]:
    return [f"{one.location or ''}: {one.message}" for one in report.notices]


def test_nothing_is_suppressed_by_itself(tmp_path: Path) -> None:
    report = _report(tmp_path, _FILES)
    assert _found(report) == ["EW121 deploy.sh:2", "EW221 a.env:1", "EW221 b.env:1"]
    assert (report.suppressed, report.notices) == ((), ())


def test_a_comment(tmp_path: Path) -> None:
    script = "# envwizard: ignore[EW121] the image has one Python\nsudo pip install flask\n"
    report = _report(tmp_path, {**_FILES, "deploy.sh": "apt-get install -y nginx\n" + script})
    assert _found(report) == ["EW221 a.env:1", "EW221 b.env:1"]
    assert _suppressed(report) == [("EW121 deploy.sh", "comment", "the image has one Python")]
    assert str(report.suppressed[0].suppression.location) == "deploy.sh:2"
    assert _notices(report) == []
    outcomes = {one.rule: one for one in report.outcomes}
    assert outcomes["EW121"].kind is OutcomeKind.PASSED and "suppressed: 1" in str(outcomes["EW121"].reason)
    assert outcomes["EW221"].kind is OutcomeKind.FAILED


def test_a_comment_about_the_file(tmp_path: Path) -> None:
    report = _report(tmp_path, {"a.env": _BOM + b"B=1\n# envwizard: ignore-file[byte-order-mark] an old editor\n"})
    assert _suppressed(report) == [("EW221 a.env", "comment", "an old editor")]


def test_idle_and_wrong_comments_are_told(tmp_path: Path) -> None:
    files = {
        "deploy.sh": "# envwizard: ignore[EW121, EW221] why\n# envwizard: ignore[EW2211] why\n# envwizard: ignore\n"
        "sudo pip install flask\n"
    }
    report = _report(tmp_path, files)
    assert _found(report) == []
    assert _notices(report) == [
        "deploy.sh:1: The comment ignores EW221, which finds nothing here.",
        "deploy.sh:2: There is no rule or pitfall EW2211. Did you mean EW221?",
        "deploy.sh:3: The comment names no code: write `ignore[EW401] reason`.",
    ]


def test_a_rule_that_was_not_asked_makes_no_comment_idle(tmp_path: Path) -> None:
    files = {"deploy.sh": "# envwizard: ignore[EW121] why\nsudo pip install flask\n"}
    report = _report(tmp_path, files, select=["EW221"])
    assert (_notices(report), report.suppressed) == ([], ())


def test_settings(tmp_path: Path) -> None:
    settings = """
[tool.envwizard.ignore]
EW121 = "one machine, one program"
[tool.envwizard.per-path-ignores]
"/a.*" = { byte-order-mark = "written by a customer" }
"""
    report = _report(tmp_path, _FILES, settings)
    assert _found(report) == ["EW221 b.env:1"]
    assert _suppressed(report) == [
        ("EW121 deploy.sh", "ignore", "one machine, one program"),
        ("EW221 a.env", "per-path-ignores", "written by a customer"),
    ]
    assert str(report.suppressed[0].suppression.location) == "pyproject.toml"


@pytest.mark.parametrize("name", ["dotenv", "2", "2.3", "EW2", "ew221", "byte-order-mark"])
def test_names_of_every_kind(tmp_path: Path, name: str) -> None:
    assert _found(_report(tmp_path, _FILES, f'ignore = ["{name}"]')) == ["EW121 deploy.sh:2"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("ignore = ['EW1211']", "[tool.envwizard] in pyproject.toml: There is no rule or pitfall EW1211. Did you mean"),
        ("ignore = { absolut-path = 'x' }", "Did you mean absolute-path?"),
        ("per-path-ignores = { 'a' = ['dotenvv'] }", "Did you mean dotenv?"),
        ("select = ['EW999']", "There is no rule or pitfall EW999"),
        ("per-path-ignores = { '!' = ['dotenv'] }", "! is no pattern"),
        ("baseline = 'gone.json'", "There is no baseline gone.json. `envwizard check --write-baseline gone.json`"),
        ("baseline = 'a.env'", "a.env is no baseline of envwizard."),
    ],
)
def test_wrong_settings(tmp_path: Path, settings: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        _report(tmp_path, _FILES, settings, select=())
    assert sentence in str(caught.value)


def test_a_baseline_lets_only_new_findings_count(tmp_path: Path) -> None:
    session = _session(tmp_path, _FILES)
    session.scan()
    path = session.write_baseline()
    assert path == tmp_path / "envwizard-baseline.json"
    written = path.read_bytes()
    data = json.loads(written)
    assert [(one["path"], one["rule"]) for one in data["findings"]] == [
        ("a.env", "EW221"), ("b.env", "EW221"), ("deploy.sh", "EW121"),
    ]  # fmt: skip
    assert _found(session.scan()) == []
    session.write_baseline()
    assert path.read_bytes() == written

    settings = 'baseline = "envwizard-baseline.json"'
    moved = {**_FILES, "deploy.sh": "apt-get install -y nginx\n\n\nsudo pip install flask\n", "c.env": _BOM + b"C=1\n"}
    report = _report(tmp_path, moved, settings)
    assert _found(report) == ["EW221 c.env:1"]
    assert {one.suppression.means for one in report.suppressed} == {Means.BASELINE}

    (tmp_path / "a.env").write_bytes(b"A=1\n")
    report = Session.open(str(tmp_path), select=["EW221"]).scan()
    (notice,) = _notices(report)
    assert "1 of the 3 findings in the baseline envwizard-baseline.json are gone" in notice


def test_a_baseline_keeps_what_was_not_asked(tmp_path: Path) -> None:
    _session(tmp_path, _FILES).scan()
    session = _session(tmp_path, _FILES)
    session.scan()
    session.write_baseline()
    (tmp_path / "a.env").unlink()
    part = Session.open(str(tmp_path), select=["EW221"], rewrites_baseline=True)
    part.scan()
    path = part.write_baseline()
    assert [one["path"] for one in json.loads(path.read_bytes())["findings"]] == ["b.env", "deploy.sh"]


def test_a_baseline_overwrites_nothing_else(tmp_path: Path) -> None:
    session = _session(tmp_path, _FILES)
    session.scan()
    with pytest.raises(UsageError, match=r"is no baseline"):
        session.write_baseline(str(tmp_path / "deploy.sh"))
    assert (tmp_path / "deploy.sh").read_text() == _FILES["deploy.sh"]
    with pytest.raises(UsageError, match=r"cannot be written"):
        session.write_baseline(str(tmp_path / "no" / "such.json"))


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"format": 2, "findings": []}', '{"format": 1, "findings": [1]}', "[" * 9000]
)
def test_broken_baselines(tmp_path: Path, content: str) -> None:
    write_tree(tmp_path, {"base.json": content})
    with pytest.raises(UsageError, match=r"base\.json is no baseline"):
        _report(tmp_path, _FILES, baseline=str(tmp_path / "base.json"))


def test_the_strongest_word_is_told(tmp_path: Path) -> None:
    files = {**_FILES, "a.env": _BOM + b"A=1 # envwizard: ignore[EW221] here\n"}
    session = _session(tmp_path, files, "ignore = { EW221 = 'everywhere' }\nper-path-ignores = { 'a.env' = ['EW221'] }")
    report = session.scan()
    assert ("EW221 a.env", "comment", "here") in _suppressed(report)
    assert ("EW221 b.env", "ignore", "everywhere") in _suppressed(report)
    assert _notices(report) == []


def test_the_matrix_goes_by_what_counts(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM python:3.12\nCOPY . .\nCMD gunicorn --reload --workers 2 --bind 0.0.0.0:80 app:app\n"}
    loud = _report(tmp_path / "a", files, select=["EW511"])
    quiet = _report(tmp_path / "b", files, "ignore = ['EW511']", select=["EW511"])
    states = [[cell.state.value for row in report.matrix.rows for cell in row.cells] for report in (loud, quiet)]
    assert "problem" in states[0] and "problem" not in states[1]
