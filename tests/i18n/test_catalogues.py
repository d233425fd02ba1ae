"""The catalogues in the package, and the language that is chosen."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from envwizard.cli.main import run
from envwizard.i18n import ENGLISH, load, use
from envwizard.model.message import msg
from tests.catalogues import LOCALE, compiled, read_po

CATALOGUES = sorted(LOCALE.rglob("*.po"))


@pytest.fixture
def chinese() -> Iterator[None]:
    use(load("zh"))
    yield
    use(ENGLISH)


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parts[-3])
def test_the_compiled_catalogue_is_that_of_the_source(po):  # type: ignore[no-untyped-def]
    assert po.with_suffix(".mo").read_bytes() == compiled(read_po(po.read_text("utf-8"))), "python -m tests.catalogues"


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parts[-3])
def test_translations_have_the_placeholders_of_their_source(po):  # type: ignore[no-untyped-def]
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    for source, text in read_po(po.read_text("utf-8")).items():
        assert not source or not text or places(source) == places(text), source


@pytest.mark.usefixtures("chinese")
def test_a_message_speaks_the_language_in_force_unless_another_is_named() -> None:
    assert msg("{count} findings", count=3).render() == "3 个问题"
    assert msg("{count} findings", count=3).render(ENGLISH) == "3 findings"
    assert str(msg("Quit")) == "退出"


def test_json_and_sarif_stay_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text("import os\n")
    (tmp_path / "requirements.txt").write_text("flask\n")
    # Everything is translated here, so that a message rendered in the language in force shows itself.
    monkeypatch.setattr(type(ENGLISH), "lookup", lambda self, text: text if self is ENGLISH else f"译{text}")
    for form in ("json", "sarif"):
        target = tmp_path.parent / f"{tmp_path.name}.{form}"
        try:
            run(["check", str(tmp_path), "--lang", "zh", "--format", form, "--output", str(target)])
        finally:
            use(ENGLISH)
        assert "译" not in json.dumps(json.loads(target.read_text("utf-8")), ensure_ascii=False)
