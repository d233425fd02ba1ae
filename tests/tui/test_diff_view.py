"""The rows of a diff, unified and side by side."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from envwizard.edits.diff import file_diff
from envwizard.model.change import FileChange
from envwizard.model.diff import FileDiff
from envwizard.model.paths import ProjectPath
from envwizard.tui.themes import FALLBACK
from envwizard.tui.widgets.diff_rows import Row, Side, split_rows, unified_rows, wrapped
from envwizard.tui.widgets.diff_view import DiffView
from envwizard.tui.widgets.safe import one_line, visible

_WIDE = Side(1, " ", "漢" * 8)


def diff(before: bytes | None, after: bytes | None) -> FileDiff:
    return file_diff(FileChange(ProjectPath("a"), before, after, 0o644, 0o755))


def test_unified() -> None:
    rows = unified_rows(diff(b"one\ntwo\n", b"one\n2\n3\n"))
    assert [row.remark for row in rows if row.remark] == ["mode: 644 becomes 755"]
    lines = [(side.number, side.kind, side.text) for row in rows for side in row.sides]
    assert lines == [(1, " ", "one"), (2, "-", "two"), (2, "+", "2"), (3, "+", "3")]


def test_side_by_side_hatches_what_is_missing() -> None:
    rows = [row for row in split_rows(diff(b"one\ntwo\n", b"one\n2\n3\n")) if row.sides]
    assert [(row.sides[0].kind, row.sides[1].kind) for row in rows] == [(" ", " "), ("-", "+"), ("", "+")]


def test_what_lines_cannot_show_is_said() -> None:
    remarks = [row.remark for row in unified_rows(diff(b"\xef\xbb\xbfA=1\r\n", b"A=1\r\nB=2")) if row.remark]
    assert "byte order mark removed" in remarks
    assert "no newline at the end of the file" in remarks
    assert "line ends are CRLF and stay so" in remarks
    assert unified_rows(diff(None, b"x\n"))[0].remark == "new file"
    assert unified_rows(diff(b"x\n", None))[0].remark == "the file is deleted"


def test_text_is_made_harmless() -> None:
    assert visible("a\tb\r\n\x1b[31m") == "a    b\n\\x1b[31m"
    assert one_line("a\nb") == "a\\nb"
    assert visible("\udcff\u202e漢") == "\\xff\\u202e漢"


def test_long_lines_are_broken_and_lose_nothing() -> None:
    text = "a  b " + "x" * 40 + " 漢字" * 20 + "  end"
    (row, *rest) = wrapped([Row((Side(7, "+", text), Side(8, " ", "short")))], 20, 60)
    assert (row.sides[0].number, row.sides[1]) == (7, Side(8, " ", "short"))
    assert all(each.sides[0].goes_on and each.sides[1].goes_on and each.sides[1].text == "" for each in rest)
    parts = [each.sides[0].text for each in (row, *rest)]
    assert "".join(parts) == text
    assert max(map(cell_len, parts)) <= 20
    assert [each.remark for each in wrapped([Row(remark="words " * 4)], 10, 12)] == ["words words ", "words words "]
    assert [each.sides[0].text for each in wrapped([Row((_WIDE,))], 1, 1)] == ["漢" * 4, "漢" * 4]


@pytest.mark.parametrize("split", (False, True))
async def test_a_long_line_goes_on_in_the_next_rows(split: bool) -> None:
    class Shown(App[None]):
        def get_theme_variable_defaults(self) -> dict[str, str]:
            return FALLBACK

        def compose(self) -> ComposeResult:
            yield DiffView()

    app = Shown()
    async with app.run_test(size=(60, 20)) as pilot:
        view = app.screen.query_one(DiffView)
        view.split = split
        view.diffs = (diff(b"", b"long " * 20 + b"END\n"),)
        await pilot.pause()
        rows = [view.render_line(place).text for place in range(20)]
        right = [row[30:] if split else row for row in rows]
        assert "".join(right).count("long") == 20
        assert sum(" + " in row for row in right) == 1
        assert any("END" in row for row in right)
