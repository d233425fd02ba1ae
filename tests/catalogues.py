"""The catalogues of the package: what there is to translate, and what translators wrote (.po) made ready (.mo).

``python -m tests.catalogues`` brings every .po up to date with the sources and compiles it.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from envwizard.engine.registry import all_rules
from envwizard.model.page import page_parts

PACKAGE = Path(__file__).parents[1] / "envwizard"
LOCALE = PACKAGE / "i18n" / "locale"
# The functions whose argument at this place is a template.
_PLACES = {"msg": 0, "say": 0, "hint": 0, "help_text": 0, "_vote": 2}


def sources() -> dict[str, list[str]]:
    """Give every text to translate with the files that it is in: the templates of messages, the parts of pages."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "demo" not in path.relative_to(PACKAGE).parts:
            for text in _templates(path):
                found.setdefault(text, []).append(path.relative_to(PACKAGE.parent).as_posix())
    for rule in all_rules():
        for text in page_parts(rule.page):
            found.setdefault(text, []).append(f"page of {rule.code}")
    return {text: list(dict.fromkeys(places)) for text, places in found.items()}


def _templates(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            place = _PLACES.get(name)
            if place is not None and len(node.args) > place:
                yield from filter(None, _literals(node.args[place]))


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def read(po: Path) -> dict[str, str]:
    """Read what is translated in a .po file, by its source."""
    return {str(one.id): str(one.string) for one in _catalogue(po) if one.id and one.string}


def compiled(po: Path) -> bytes:
    """Compile a .po file."""
    target = io.BytesIO()
    write_mo(target, _catalogue(po))
    return target.getvalue()


def _catalogue(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parts[-3], abort_invalid=True)


def update(po: Path) -> None:
    """Write a .po file anew: every text to translate with where it is from, translated where it was."""
    known = read(po)
    old = _catalogue(po)
    catalogue = Catalog(
        locale=po.parts[-3], project="envwizard", version="1", fuzzy=False, charset="utf-8", header_comment="",
        msgid_bugs_address="none", last_translator="the envwizard authors", language_team="the envwizard authors",
        creation_date=old.creation_date, revision_date=old.revision_date,
    )  # fmt: skip
    for text, places in sources().items():
        catalogue.add(text, known.get(text, ""), auto_comments=[", ".join(places[:3])])
    with po.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, no_location=True)


if __name__ == "__main__":
    for each in LOCALE.rglob("*.po"):
        update(each)
        each.with_suffix(".mo").write_bytes(compiled(each))
