"""The README says what is true: its table of rules, its pictures and its commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from envwizard.cli.arguments import COMMANDS
from envwizard.engine.registry import all_rules
from envwizard.reporters.markdown import rules_markdown

PROJECT = Path(__file__).parents[1]
README = PROJECT / "README.md"
_BEGIN, _END = "<!-- rules: begin (generated from the rules; a test compares) -->\n", "<!-- rules: end -->"


def test_the_table_of_rules_is_the_rules(request: pytest.FixtureRequest) -> None:
    """``pytest tests/test_readme.py --update README`` writes it anew."""
    text = README.read_text(encoding="utf-8")
    head, rest = text.split(_BEGIN)
    table, tail = rest.split(_END)
    wanted = rules_markdown(all_rules())
    if request.config.getoption("--update") == "README":
        README.write_text(head + _BEGIN + wanted + _END + tail, encoding="utf-8")
        return
    assert table == wanted


def test_pictures_exist() -> None:
    text = README.read_text(encoding="utf-8")
    pictures = re.findall(r'!\[[^\]]*\]\(([^)]+)\)|src(?:set)?="([^"]+)"', text)
    pictures = [marked or named for marked, named in pictures]
    assert pictures
    assert [picture for picture in pictures if not (PROJECT / picture).is_file()] == []


def test_every_command_is_named() -> None:
    text = README.read_text(encoding="utf-8")
    assert [command for command in COMMANDS if f"`envwizard {command}" not in text] == []
