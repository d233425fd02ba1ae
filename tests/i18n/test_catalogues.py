"""The catalogues in the package, and the language that is chosen."""

from __future__ import annotations

import argparse
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from envwizard.cli.language import speak
from envwizard.cli.main import run
from envwizard.i18n import ENGLISH, Catalogue, in_force, load, use
from envwizard.model.message import msg
from envwizard.model.page import page_in, page_parts
from tests.catalogues import LOCALE, compiled, read, sources

CATALOGUES = sorted(LOCALE.rglob("*.po"))
_CODE = re.compile(r"`[^`]*`")


@pytest.fixture
def chinese() -> Iterator[None]:
    use(load("zh"))
    yield
    use(ENGLISH)


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    return sources()


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parts[-3])
def test_the_compiled_catalogue_is_that_of_the_source(po: Path) -> None:
    assert po.with_suffix(".mo").read_bytes() == compiled(po), "python -m tests.catalogues"


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parts[-3])
def test_translations_have_the_placeholders_and_the_code_of_their_source(po: Path, texts: dict[str, list[str]]) -> None:
    for source, text in read(po).items():
        if not all(place.startswith("page of") for place in texts[source]):  # pages are no templates
            assert places(source) == places(text), source
        assert sorted(_CODE.findall(source)) == sorted(_CODE.findall(text)), source
        assert (source[:1].isspace(), source[-1:].isspace()) == (text[:1].isspace(), text[-1:].isspace()), source


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parts[-3])
def test_the_catalogue_holds_every_text_and_no_other(po: Path, texts: dict[str, list[str]]) -> None:
    known = read(po)
    assert set(known) - set(texts) == set(), "python -m tests.catalogues"
    assert [text for text in texts if not known.get(text)] == [], "python -m tests.catalogues, then translate these"


def places(text: str) -> set[str]:
    """The places of a template that are filled in: ours in braces, those of argparse behind a percent sign."""
    if "{" in text:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return set(re.findall(r"%(?:\(\w+\))?[sr]", text))


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


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_SG"}, "zh"),
        ([], {"LANG": "zh_TW.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LANG": "zh"}, "zh"),
        (["check", "--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["check", "--lang=zh"], {}, "zh"),
        (["check", "--", "--lang=zh"], {}, "en"),
    ],
)
def test_the_language_is_that_of_the_option_else_of_the_locale(
    arguments: list[str], environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(argparse), "_", vars(argparse)["_"])
    try:
        speak(arguments, environment)
        assert in_force().language == language
    finally:
        use(ENGLISH)


def test_the_page_in_another_language_keeps_its_code_and_form() -> None:
    page = "EW999 x: one\n\n## Example\nA text\nin two lines:\n\n    code = 1\n\n- a point\n  of two lines\n- another\n"
    assert page_parts(page) == ("EW999 x: one", "Example", "A text in two lines:", "a point of two lines", "another")
    assert page_in(page) == page.strip()
    shouting = Catalogue("xx", {text: text.upper() for text in page_parts(page)})
    assert page_in(page, shouting) == (
        "EW999 X: ONE\n\n## EXAMPLE\nA TEXT IN TWO LINES:\n\n    code = 1\n\n- A POINT OF TWO LINES\n- ANOTHER"
    )
