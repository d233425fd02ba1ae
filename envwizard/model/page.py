"""A rule's manual page in its parts, so that a catalogue can hold each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.i18n import Catalogue, in_force

_MARK = re.compile(r"(## |- )?(.*)", re.DOTALL)


def page_parts(page: str) -> tuple[str, ...]:
    """Give what there is to translate: headings, paragraphs and points of lists, each in one line; code is left out."""
    return tuple(text for _, text in _parts(page) if text)


def page_in(page: str, catalogue: Catalogue | None = None) -> str:
    """Give the page in the catalogue's language, without one in that in force; English stays as it is written.

    In another language each part is one line, which whoever shows it breaks anew.
    """
    if catalogue is None:
        catalogue = in_force()
    if not catalogue.templates:
        return page.strip()
    return "\n".join(mark + catalogue.lookup(text) if text else mark for mark, text in _parts(page)).rstrip()


def _parts(page: str) -> Iterator[tuple[str, str]]:
    """Give each part as its sign and its text; what is not translated has no text and stands in the sign."""
    pending: list[str] = []
    for line in [*page.strip().split("\n"), ""]:
        is_code = line.startswith("    ") or (not pending and line.startswith("  "))
        if pending and (not line.strip() or is_code or line.startswith(("## ", "- "))):
            yield _marked(" ".join(pending))
            pending = []
        if is_code or not line.strip():
            yield line.rstrip(), ""
        elif line.startswith("## "):
            yield _marked(line)
        else:
            pending.append(line.strip())


def _marked(text: str) -> tuple[str, str]:
    found = _MARK.fullmatch(text)
    assert found is not None
    return found[1] or "", found[2]
