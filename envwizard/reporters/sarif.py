"""The report as SARIF 2.1.0 (OASIS standard), for code scanning and editors. Always in English."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from envwizard import __version__
from envwizard.i18n import ENGLISH
from envwizard.model.finding import Finding, Severity
from envwizard.model.harmless import harmless_line
from envwizard.model.message import Message
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.report import Failure, FailureKind, Report
from envwizard.model.rule import Rule
from envwizard.model.source import Location
from envwizard.model.suppression import Means, Notice, Suppression

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# What paths are relative to: the repository (the name that code scanning knows) and the user's home folder.
_ROOT, _HOME = "%SRCROOT%", "HOME"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def sarif_report(report: Report, rules: Iterable[Rule], below: str = "") -> str:
    """Write a report as SARIF; ``below`` is the project's folder in its repository. Ends with a newline."""
    asked = {outcome.rule for outcome in report.outcomes}
    listed = [rule for rule in rules if rule.code in asked]
    log = _Log(below, {rule.code: number for number, rule in enumerate(listed)})
    run = {
        "tool": {
            "driver": {
                "name": "envwizard",
                "version": __version__,
                "rules": [_rule(rule) for rule in listed],
                "notifications": [{"id": kind.value} for kind in FailureKind] + [{"id": "suppression"}],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder of the repository, or of the project where it is in none."}},
            _HOME: {"description": {"text": "The home folder of the user who ran envwizard."}},
        },
        "invocations": [
            {
                "executionSuccessful": not report.crashed,
                "toolExecutionNotifications": [log.failure(failure) for failure in report.failures],
                "toolConfigurationNotifications": [log.notice(notice) for notice in report.notices],
            }
        ],
        "results": [
            *(log.result(finding) for finding in report.findings),
            *(log.result(one.finding, one.suppression) for one in report.suppressed),
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


class _Log:
    """Writes the parts that name places and rules."""

    def __init__(self, below: str, indices: dict[str, int]) -> None:
        self._below = below
        self._indices = indices

    def result(self, finding: Finding, suppression: Suppression | None = None) -> dict[str, Any]:
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self._indices[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": _paragraphs(finding.message, finding.why),
            "locations": [self._location(finding.location)],
            "partialFingerprints": {"envwizard/v1": finding.fingerprint},
            "properties": {
                "confidence": finding.confidence.value,
                "environments": [harmless_line(name) for name in finding.environments],
            },
        }
        if finding.evidence:
            result["relatedLocations"] = [
                {"id": number, **self._location(one.location), "message": _message(one.message)}
                for number, one in enumerate(finding.evidence, 1)
            ]
        if finding.fix is not None:
            title = harmless_line(finding.fix.title.render(ENGLISH))
            result["properties"]["fix"] = f"{title} ({finding.fix.applicability.value})"
        if suppression is not None:
            said: dict[str, Any] = {"kind": "inSource" if suppression.means is Means.COMMENT else "external"}
            said["status"] = "accepted"
            said["justification"] = harmless_line(suppression.reason) or suppression.means.value
            if suppression.location is not None:
                said["location"] = self._location(suppression.location)
            result["suppressions"] = [said]
        return result

    def failure(self, failure: Failure) -> dict[str, Any]:
        crashed = failure.kind is FailureKind.CRASHED
        text = _message(failure.message, f"{failure.by}: " if failure.path is None else "")
        return self._notification(failure.kind.value, "error" if crashed else "note", text, _at(failure.path))

    def notice(self, notice: Notice) -> dict[str, Any]:
        return self._notification("suppression", "warning", _message(notice.message), notice.location)

    def _notification(self, kind: str, level: str, text: dict[str, str], place: Location | None) -> dict[str, Any]:
        said: dict[str, Any] = {"descriptor": {"id": kind}, "level": level, "message": text}
        if place is not None:
            said["locations"] = [self._location(place)]
        return said

    def _location(self, location: Location) -> dict[str, Any]:
        physical: dict[str, Any] = {"artifactLocation": self._artifact(location.path)}
        if (span := location.span) is not None:
            physical["region"] = {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            }
        return {"physicalLocation": physical}

    def _artifact(self, path: AnyPath) -> dict[str, str]:
        if isinstance(path, ProjectPath):
            inside = path.value if not self._below else f"{self._below}/{path.value}"
            return {"uri": _uri(inside), "uriBaseId": _ROOT}
        if path.shown.startswith("~/"):
            return {"uri": _uri(path.shown[2:]), "uriBaseId": _HOME}
        # A drive of Windows (C:/..) stands behind a third slash, too.
        return {"uri": "file://" + _uri(path.value if path.value.startswith("/") else f"/{path.value}")}


def _rule(rule: Rule) -> dict[str, Any]:
    page = rule.page.strip()
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": _message(rule.summary),
        "fullDescription": _message(rule.summary),
        "help": {"text": page.replace("\n## ", "\n"), "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.pitfall.value, rule.point]},
    }


def _at(path: AnyPath | None) -> Location | None:
    return None if path is None else Location(path)


def _message(message: Message, before: str = "") -> dict[str, str]:
    return {"text": _plain(before + message.render(ENGLISH))}


def _paragraphs(*messages: Message) -> dict[str, str]:
    return {"text": "\n".join(_plain(message.render(ENGLISH)) for message in messages)}


def _plain(text: str) -> str:
    """Write a plain text message (3.11.2): braces are doubled (3.11.5), and nothing becomes a link (3.11.6)."""
    return harmless_line(text).replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _uri(path: str) -> str:
    """Write a path as a relative reference (RFC 3986); names that are no UTF-8 keep their bytes."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in raw)
