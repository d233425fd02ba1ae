"""Conditions that say that developers run the program."""

from __future__ import annotations

import pytest

from envwizard.probes.python_sources.path_conditions import is_for_developers


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("DEBUG", True),
        ("settings.DEBUG is True", True),
        ("not (not DEBUG)", True),
        ("not PRODUCTION", True),
        ("not (IS_PROD)", True),
        ('ENV == "development"', True),
        ("not DEBUG", False),
        ("not (DEBUG)", False),
        ("PRODUCTION", False),
        ('ENV == "production"', False),
        ("not (ENV == 'dev')", False),
        ("DEBUG or path", False),
    ],
)
def test_is_for_developers(test: str, expected: bool) -> None:
    assert is_for_developers(test) is expected
