"""The JSON report, format 1. Other programs read it: it is changed only by adding. Always in English."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from envwizard import __version__
from envwizard.i18n import ENGLISH
from envwizard.model.done import Done
from envwizard.model.environment import Evidence
from envwizard.model.facts.env_loading import EnvFileLookup
from envwizard.model.finding import Finding, Severity
from envwizard.model.matrix import Cell, Matrix, ValueSource
from envwizard.model.paths import AnyPath
from envwizard.model.report import Report
from envwizard.model.rule import Rule
from envwizard.model.suppression import Notice, Suppression
from envwizard.reporters.env_file_table import env_files_data

FORMAT = 1


def report_json(report: Report, rules: Iterable[Rule], done: Done | None = None) -> str:
    """Write a report as JSON text, with what was done to the project, if anything; ends with a newline."""
    from envwizard.reporters.changes import changes_data

    data = report_data(report, rules)
    return _dump(data if done is None else {**data, "changes": changes_data(done)})


def report_data(report: Report, rules: Iterable[Rule]) -> dict[str, Any]:
    """Build the report's data: only texts, numbers, lists and tables."""
    by_code = {rule.code: rule for rule in rules}
    return {
        "format": FORMAT,
        "tool": {"name": "envwizard", "version": __version__},
        "project": {"name": _text(report.project_name), "root": _text(report.project_root)},
        "roots": [
            {
                "path": _path(root.path),
                "name": _text(root.name),
                "chosen": root.chosen,
                "evidence": [_evidence(one) for one in root.evidence],
            }
            for root in report.roots
        ],
        "environments": [
            {
                "name": environment.name,
                "role": environment.role.value,
                "evidence": [_evidence(one) for one in environment.evidence],
            }
            for environment in report.environments
        ],
        "findings": [_finding(finding, by_code[finding.rule]) for finding in report.findings],
        "outcomes": [
            {
                "rule": outcome.rule,
                "outcome": outcome.kind.value,
                "reason": _text(outcome.reason.render(ENGLISH)) if outcome.reason else None,
            }
            for outcome in report.outcomes
        ],
        "questions": [
            {
                "id": question.id,
                "text": _text(question.text.render(ENGLISH)),
                "choices": list(question.choices),
                "default": question.default,
                "evidence": [_evidence(one) for one in question.evidence],
            }
            for question in report.questions
        ],
        "suppressed": [
            {**_finding(one.finding, by_code[one.finding.rule]), "suppression": _suppression(one.suppression)}
            for one in report.suppressed
        ],
        "notices": [_notice(notice) for notice in report.notices],
        "failures": [
            {
                "kind": failure.kind.value,
                "path": _path(failure.path),
                "by": failure.by,
                "message": _text(failure.message.render(ENGLISH)),
            }
            for failure in report.failures
        ],
        "summary": {
            **{severity.value: report.count(severity) for severity in Severity},
            "suppressed": len(report.suppressed),
            "notices": len(report.notices),
            "failures": len(report.failures),
            "complete": report.complete,
        },
        "timings": {stage: round(seconds, 4) for stage, seconds in report.timings.items()},
    }


def matrix_json(matrix: Matrix, lookups: Iterable[EnvFileLookup] = ()) -> str:
    """Write the environments matrix, and which env files loaders find, as JSON text; ends with a newline."""
    return _dump(
        {
            "format": FORMAT,
            "environments": [
                {"name": one.name, "role": one.role.value, "evidence": [_evidence(line) for line in one.evidence]}
                for one in matrix.environments
            ],
            "rows": [{"name": row.name, "cells": [_cell(cell) for cell in row.cells]} for row in matrix.rows],
            "env_files": env_files_data(lookups, _text),
        }
    )


def _finding(finding: Finding, rule: Rule) -> dict[str, Any]:
    span = finding.location.span
    return {
        "rule": finding.rule,
        "name": rule.name,
        "point": rule.point,
        "pitfall": rule.pitfall.value,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "path": _path(finding.location.path),
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "environments": list(finding.environments),
        "message": _text(finding.message.render(ENGLISH)),
        "why": _text(finding.why.render(ENGLISH)),
        "evidence": [_evidence(one) for one in finding.evidence],
        "fix": {"title": _text(finding.fix.title.render(ENGLISH)), "applicability": finding.fix.applicability.value}
        if finding.fix
        else None,
        "fingerprint": finding.fingerprint,
    }


def _suppression(suppression: Suppression) -> dict[str, Any]:
    location = suppression.location
    return {
        "by": suppression.means.value,
        "reason": _text(suppression.reason),
        "path": _path(location.path) if location else None,
        "line": location.line if location else None,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    location = notice.location
    return {
        "path": _path(location.path) if location else None,
        "line": location.line if location else None,
        "message": _text(notice.message.render(ENGLISH)),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    location = evidence.location
    return {"path": _path(location.path), "line": location.line, "message": _text(evidence.message.render(ENGLISH))}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "value": _text(cell.short),
        "values": [_text(value) for value in cell.values],
        "state": cell.state.value,
        "origin": _text(cell.origin.render(ENGLISH)),
        "path": _path(cell.location.path) if cell.location else None,
        "line": cell.location.line if cell.location else None,
        "findings": list(cell.findings),
        "sources": [_source(source) for source in cell.sources],
    }


def _source(source: ValueSource) -> dict[str, Any]:
    location = source.location
    return {
        "value": _text(source.text),
        "origin": _text(source.origin.render(ENGLISH)),
        "path": _path(location.path) if location else None,
        "line": location.line if location else None,
    }


def _path(path: AnyPath | None) -> str | None:
    return None if path is None else _text(str(path))


def _text(text: str) -> str:
    """JSON knows no lone surrogates: bytes of file names that are no UTF-8 are written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _dump(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
