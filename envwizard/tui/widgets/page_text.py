"""A rule's manual page as text: headings stand out, code too."""

from __future__ import annotations

import re

from textual.content import Content

from envwizard.model.rule import Rule
from envwizard.tui.widgets.safe import visible

_CODE = re.compile(r"(`[^`\n]+`)")
_PARAGRAPH = re.compile(r"(?<=[^\n:])\n(?=[^\n #*-])")


def page_text(rule: Rule) -> Content:
    """Give the page without its first line, which is the rule's code and name."""
    body = visible(rule.page.partition("\n")[2]).strip()
    # Lines of a paragraph are put together, so that the screen can break them anew.
    lines = _PARAGRAPH.sub(" ", body).split("\n")
    return Content("\n").join(_line(line) for line in lines)


def _line(line: str) -> Content:
    if line.startswith("#"):
        return Content.styled(line.lstrip("# "), "$text-accent bold")
    parts = _CODE.split(line)
    return Content.assemble(
        *(Content.styled(part.strip("`"), "bold") if part.startswith("`") else Content(part) for part in parts)
    )
