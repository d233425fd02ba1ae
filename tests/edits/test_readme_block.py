"""The block in a README: written between its markers, and never a byte elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envwizard.edits.readme_block import BEGIN, END, readme_edit
from envwizard.edits.splice import splice
from envwizard.model.change import CreateFile, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from tests.support import text_file

_PATH = ProjectPath("README.md")
_BODY = "## Getting started\n\n```sh\nmake it\n```\n"
_LINES = st.lists(
    st.sampled_from(["# Shop", "", "## Use", "text é", "```sh", "## no heading", "```", "<!-- note -->", "  "])
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    max_size=12,
)


def _written(file: TextFile, body: str) -> bytes:
    edit = readme_edit(_PATH, file, body, "shop")
    if edit is None:
        return file.raw
    assert isinstance(edit, ReplaceSpan)
    return splice(_PATH, file.raw, [edit])


@given(_LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_nothing_outside_of_the_markers_changes(lines: list[str], newline: str, ends: bool, bom: bytes) -> None:
    raw = bom + (newline.join(lines) + (newline if ends and lines else "")).encode()
    first = _written(text_file(raw), _BODY)
    file = text_file(first)
    begin, end = first.index(BEGIN.encode()), first.index(END.encode()) + len(END)
    # What was there is there, in its order; only newlines come between.
    before, after = first[:begin], first[end:].lstrip(b"\r\n")
    assert (
        raw == before + after or raw == before.rstrip(b"\r\n") + after or raw.rstrip(b"\r\n") == before.rstrip(b"\r\n")
    )
    if newline == "\r\n" and newline.join(lines).count("\n"):
        assert b"\n" not in first[begin:end].replace(b"\r\n", b"")
    assert _written(file, _BODY) == first
    again = _written(file, "## Getting started\n\nOther text.\n")
    assert again[:begin] == first[:begin]
    assert again[again.index(END.encode()) :] == first[first.index(END.encode()) :]
    assert _written(text_file(again), _BODY) == first


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# Shop\n\nSells.\n\n## Use\n", "# Shop\n\nSells.\n\nBLOCK\n\n## Use\n"),
        ("# Shop\n\nSells.", "# Shop\n\nSells.\n\nBLOCK\n"),
        ("# Shop\n", "# Shop\n\nBLOCK\n"),
        ("", "BLOCK\n"),
        ("# Shop\n```\n## no heading\n```\n## Use", "# Shop\n```\n## no heading\n```\nBLOCK\n\n## Use"),
    ],
)
def test_where_a_new_block_stands(content: str, expected: str) -> None:
    block = f"{BEGIN}\n{_BODY}{END}"
    assert _written(text_file(content), _BODY).decode() == expected.replace("BLOCK", block)


def test_a_readme_that_is_not_there_is_made() -> None:
    edit = readme_edit(_PATH, None, _BODY, "shop")
    assert edit == CreateFile(_PATH, f"# shop\n\n{BEGIN}\n{_BODY}{END}\n".encode())


@pytest.mark.parametrize("content", [f"{BEGIN}\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{BEGIN}\n{END}\n"])
def test_markers_that_are_no_pair_are_left_alone(content: str) -> None:
    with pytest.raises(FixUnavailable, match="not one pair"):
        readme_edit(_PATH, text_file(content), _BODY, "shop")
