"""Lengths of time in seconds."""

from __future__ import annotations

import pytest

from envwizard.syntax.durations import seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10", 10), ("10s", 10), ("1m30s", 90), ("1min 30s", 90), ("2.5s", 2), ("1500ms", 1), ("1h", 3600),
        (" 5 sec ", 5),
        (None, None), ("", None), ("infinity", None), ("10 s or so", None), ("${STOP:-10s}", None), ("-5", None),
    ],
)  # fmt: skip
def test_lengths_of_time(text: str | None, seconds: int | None) -> None:
    assert seconds_of(text) == seconds
