"""A rule's manual page as text: headings stand out, code too."""

from __future__ import annotations

import re

from textual.content import Content

from envwizard.model.page import page_in
from envwizard.model.rule import Rule
from envwizard.tui.widgets.safe import visible

_CODE = re.compile(r"(`[^`\n]+`)")


def page_text(rule: Rule) -> Content:
    """Give the page without its first line, which is the rule's code and name."""
    body = visible(page_in(rule.page).partition("\n")[2]).strip()
    # Lines of a paragraph are put together, so that the screen can break them anew.
    lines: list[str] = []
    for line in body.split("\n"):
        if lines and _goes_on(lines[-1], line):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return Content("\n").join(_line(line) for line in lines)


def _goes_on(before: str, line: str) -> bool:
    if not before.strip() or not line.strip() or before.startswith(("#", "    ")):
        return False
    return not line.startswith(("#", "- ", "* ", "    "))


def _line(line: str) -> Content:
    if line.startswith("#"):
        return Content.styled(line.lstrip("# "), "$text-accent bold")
    parts = _CODE.split(line)
    return Content.assemble(
        *(Content.styled(part.strip("`"), "bold") if part.startswith("`") else Content(part) for part in parts)
    )
