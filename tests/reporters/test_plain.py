"""The text report: grouped, summed up, harmless in a terminal and in a log."""

from __future__ import annotations

import re

from envwizard.engine.registry import all_rules
from envwizard.model.paths import ProjectPath
from envwizard.reporters.paint import COLOURED
from envwizard.reporters.plain import report_text
from tests.reporters.reports import finding, hostile, of_everything, report, span


def test_the_parts() -> None:
    text = report_text(of_everything(), all_rules(), verbose=True)
    lines = text.splitlines()
    assert [line for line in lines if re.match(r"\d \w+:", line)] == [
        "1 Isolation: 1 hint", "2 dotenv: 1 warning", "4 Paths: 1 problem", "5 Servers: 2 warnings",
    ]  # fmt: skip
    assert lines[-1] == (
        "1 problem, 3 warnings, 1 hint; 5 with a fix (envwizard fix); "
        "3 suppressed (1 comment, 1 ignore, 1 baseline); 2 not looked at."
    )
    assert [line.strip() for line in lines if "To ignore it" in line] == [
        "To ignore it: # envwizard: ignore[EW121] reason    (at the end of line 2 or on a line of its own above it)",
        'To ignore it: "/.env" = { EW221 = "reason" }    (in pyproject.toml under [tool.envwizard.per-path-ignores])',
        "To ignore it: # envwizard: ignore[EW401] reason    (at the end of line 4 or on a line of its own above it)",
        'To ignore it: EW511 = "reason"    (in pyproject.toml under [tool.envwizard.ignore])',
        'To ignore it: EW511 = "reason"    (in pyproject.toml under [tool.envwizard.ignore])',
    ]
    assert "  a.py:3  EW401  by comment at a.py:3: text" in lines
    assert "  a.py:3: text" in lines[lines.index("About what is ignored") :]


def test_hostile_text() -> None:
    for text in (report_text(hostile(), all_rules(), verbose=True), report_text(hostile(), all_rules())):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", text)
    coloured = report_text(hostile(), all_rules(), COLOURED)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == report_text(hostile(), all_rules())
    assert set(re.findall(r"\x1b\[[0-9;]*.", coloured)) == {
        "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[33m", "\x1b[36m",
    }  # fmt: skip


def test_no_line_is_a_command_of_a_workflow() -> None:
    text = report_text(report((finding("EW401", ProjectPath("::stop-commands::x"), span(1)),)), all_rules())
    assert "::stop-commands" in text
    assert not [line for line in text.splitlines() if line.strip().startswith("::")]
