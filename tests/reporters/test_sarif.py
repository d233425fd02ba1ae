"""SARIF: the parts that viewers and code scanning rely on, and nothing that the standard does not know."""

from __future__ import annotations

import json
import os
import re
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from envwizard.engine.registry import all_rules
from envwizard.model.report import Report
from envwizard.reporters.sarif import sarif_report
from tests.reporters.reports import HOSTILE, hostile, of_everything


def _run(report: Report, below: str = "") -> dict[str, Any]:
    data = json.loads(sarif_report(report, all_rules(), below))
    assert set(data) == {"$schema", "version", "runs"} and data["version"] == "2.1.0"
    run: dict[str, Any] = data["runs"][0]
    return run


def _places(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [place for one in value for place in _places(one)]
    if isinstance(value, dict):
        own = [value["artifactLocation"]] if "artifactLocation" in value else []
        return own + [place for one in value.values() for place in _places(one)]
    return []


def test_results() -> None:
    run = _run(of_everything())
    first, whole, wide, home, machine, *suppressed = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    assert [one["level"] for one in (first, whole, wide)] == ["note", "warning", "error"]
    assert first["message"]["text"].startswith("deploy/my script.sh runs `text` here\ntext: that is why")
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "deploy/my%20script.sh", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 9},
    }
    assert first["relatedLocations"][0]["message"] == {"text": "text"}
    assert len(first["partialFingerprints"]["envwizard/v1"]) == 16
    assert "region" not in whole["locations"][0]["physicalLocation"]
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in (wide, home, machine)]
    assert uris == [
        {"uri": "app/gr%C3%B6%C3%9Fe%2C50%25.py", "uriBaseId": "%SRCROOT%"},
        {"uri": "units/a.service", "uriBaseId": "HOME"},
        {"uri": "file:///etc/systemd/b.service"},
    ]
    assert [one["suppressions"][0]["kind"] for one in suppressed] == ["inSource", "external", "external"]
    assert suppressed[0]["suppressions"][0]["justification"] == "text"
    assert all("suppressions" not in one for one in (first, whole, wide, home, machine))


def test_rules_bring_their_pages() -> None:
    for rule in _run(of_everything())["tool"]["driver"]["rules"]:
        assert rule["help"]["markdown"].startswith(rule["id"]) and "## Why it hurts" in rule["help"]["markdown"]
        assert "\nWhy it hurts\n" in rule["help"]["text"] and "##" not in rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


def test_failures_and_notices_are_notifications() -> None:
    (invocation,) = _run(of_everything())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [one["descriptor"]["id"] for one in invocation["toolExecutionNotifications"]] == ["unparsed", "crashed"]
    assert invocation["toolConfigurationNotifications"][0]["level"] == "warning"


def test_paths_are_those_of_the_repository() -> None:
    run = _run(of_everything(), "services/api")
    uris = [place["uri"] for place in _places(run) if place.get("uriBaseId") == "%SRCROOT%"]
    assert uris and all(uri.startswith("services/api/") for uri in uris)


def test_hostile_text() -> None:
    text = sarif_report(hostile(), all_rules())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]", text)
    run = json.loads(text)["runs"][0]
    for place in _places(run):
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", place["uri"]), place
        assert not place["uri"].startswith("/")
    named = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    for name, uri in zip(HOSTILE, named, strict=False):
        if "\ud800" not in name:
            assert unquote_to_bytes(uri) == os.fsencode(name.replace("/", "_"))
    messages = [one["message"]["text"] for one in run["results"]]
    assert not any(re.search(r"(?<!\\)\]\(", one) for one in messages)
    assert not any(re.search(r"(?<!\{)(?:\{\{)*\{(?!\{)", one) for one in messages), "a placeholder"


def test_it_is_valid_against_the_schema_where_one_is_at_hand() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    path = os.environ.get("SARIF_SCHEMA")
    if not path:
        pytest.skip("SARIF_SCHEMA names no schema")
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - a test's file
        schema = json.load(file)
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    for report in (of_everything(), hostile()):
        assert [one.message for one in checker.iter_errors(json.loads(sarif_report(report, all_rules())))] == []
