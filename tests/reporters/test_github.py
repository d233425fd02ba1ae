"""Annotations: what a runner would read out of our lines is what was meant, whatever the project contains."""

from __future__ import annotations

import re

from envwizard.engine.registry import all_rules
from envwizard.reporters.github import github_report
from tests.reporters.reports import hostile, of_everything

_COMMAND = re.compile(r"::(?P<command>error|warning|notice) (?P<properties>[^:]*)::(?P<data>.*)")


def _unescaped(text: str) -> str:
    for sign, code in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(code, sign)
    return text


def _read(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read lines as the runner does."""
    found = []
    for line in text.splitlines():
        if match := _COMMAND.fullmatch(line):
            pairs = (pair.split("=", 1) for pair in match["properties"].split(","))
            properties = {name: _unescaped(value) for name, value in pairs}
            found.append((match["command"], properties, _unescaped(match["data"])))
    return found


def test_annotations() -> None:
    text = github_report(of_everything(), all_rules())
    first, *others = _read(text)
    assert first[0] == "error"
    assert first[1] == {
        "file": "app/größe,50%.py", "line": "4", "endLine": "6", "title": "EW401 absolute-path",
    }  # fmt: skip
    assert first[2].splitlines()[:2] == ["app/größe,50%.py runs `text` here", "text: that is why"]
    places = [(command, properties.get("file"), properties.get("line")) for command, properties, _ in others]
    assert places == [
        ("warning", ".env", None),
        ("warning", "~/units/a.service", "1"),
        ("warning", "/etc/systemd/b.service", "1"),
        ("notice", "deploy/my script.sh", "2"),
        ("warning", "a.py", "3"),
        ("warning", None, None),
        ("error", None, None),
    ]
    assert others[3][1]["col"] == "5" and others[3][1]["endColumn"] == "9"
    assert text.splitlines()[-1].startswith("envwizard: 1 problem, 3 warnings, 1 hint")


def test_paths_are_those_of_the_repository() -> None:
    files = [place.get("file") for _, place, _ in _read(github_report(of_everything(), all_rules(), "services/api"))]
    assert files[:3] == ["services/api/app/größe,50%.py", "services/api/.env", "~/units/a.service"]


def test_hostile_text_makes_no_command_of_its_own() -> None:
    report = hostile()
    text = github_report(report, all_rules())
    assert len(text.splitlines()) == len(report.findings) + len(report.notices) + 2
    assert len(_read(text)) == len(report.findings) + len(report.notices) + 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]", text)
    assert "##[" not in text
    for command, properties, _ in _read(text):
        assert command in ("error", "warning", "notice")
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
