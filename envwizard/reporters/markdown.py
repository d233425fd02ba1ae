"""Markdown: the table of rules for the README."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.rule import Rule


def rules_markdown(rules: Iterable[Rule]) -> str:
    """Write the rules as a Markdown table; ends with a newline."""
    lines = ["| code | rule | point | finds |", "|---|---|---|---|"]
    lines += [f"| {rule.code} | {rule.name} | {rule.point} | {_cell(rule.summary.render())} |" for rule in rules]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
