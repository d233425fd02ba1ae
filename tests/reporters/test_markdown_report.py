"""Markdown: rendered by a CommonMark parser with GitHub's additions, it is our markup and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from envwizard.engine.registry import all_rules
from envwizard.model.paths import ProjectPath
from envwizard.reporters.markdown_report import markdown_report
from tests.reporters.reports import HOSTILE, finding, hostile, of_everything, report, span

# What we write ourselves.
_OWN_HTML = re.compile(
    r"\s*(?:</?details>\s*|<summary>[^<&]*</summary>\s*|<br>|</?sub>)+\s*",
)


def _tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("gfm-like").parse(text):
        yield token
        yield from token.children or ()


def test_the_parts() -> None:
    text = markdown_report(of_everything(), all_rules())
    assert text.startswith("## envwizard: 1 problem, 3 warnings, 1 hint;")
    assert "| 2 dotenv |  | 1 |  |" in text
    assert "- ❌ **EW401 absolute-path** `app/größe,50%.py:4` (production)<br>app/größe,50%.py runs `text` here" in text
    assert "3 suppressed (1 comment, 1 ignore, 1 baseline)." in text
    assert "  - Fix: Mend text (safe)" in text
    assert text.count("<details>") == text.count("</details>") == 5
    assert "`services/api/.env`" in markdown_report(of_everything(), all_rules(), "services/api")


def test_no_findings() -> None:
    clean = replace(report(()), failures=(), notices=())
    assert markdown_report(clean, all_rules()) == "## envwizard: No findings.\n"


def test_hostile_text_is_text() -> None:
    text = markdown_report(hostile(), all_rules())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]", text)
    kinds = set()
    for token in _tokens(text):
        kinds.add(token.type)
        if token.type in ("html_inline", "html_block"):
            assert _OWN_HTML.fullmatch(token.content), token.content
        if token.type == "text":
            assert not re.search(r"@\w|#\d|://|www\.", token.content), token.content
    assert not kinds & {"link_open", "image", "fence", "code_block", "blockquote_open", "hr", "em_open", "s_open"}
    heads = [token.markup for token in _tokens(text) if token.type == "heading_open"]
    assert heads == ["##"]
    details = [token.content for token in _tokens(text) if token.type == "html_block"]
    assert sum(one.count("<details>") for one in details) == sum(one.count("</details>") for one in details) == 2


def test_what_is_shown_is_what_was_there() -> None:
    for name in HOSTILE:
        path = ProjectPath(name.replace("/", "_"))
        text = markdown_report(replace(report((finding("EW401", path, span(1)),)), failures=()), all_rules())
        codes = [token.content for token in _tokens(text) if token.type == "code_inline"]
        if name.isprintable():
            assert f"{path}:1" in codes


def test_it_fits_into_a_comment() -> None:
    many = tuple(finding("EW401", ProjectPath(f"app/{number}.py"), span(1), "x" * 200) for number in range(900))
    text = markdown_report(report(many), all_rules())
    assert len(text) < 65_536
    assert re.search(r"\d+ more findings have no room here", text)
    assert text.count("<details>") == text.count("</details>")
