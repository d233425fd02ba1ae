"""Constraints of poetry and conda against the tables of their manuals."""

from __future__ import annotations

import pytest
from packaging.specifiers import SpecifierSet

from envwizard.syntax.version_constraints import conda_specifier, poetry_specifier


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("^1.2.3", ">=1.2.3,<2"), ("^1.2", ">=1.2,<2"), ("^1", ">=1,<2"), ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"), ("^0.0", ">=0.0,<0.1"), ("^0", ">=0,<1"), ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1.2", ">=1.2,<1.3"), ("~1", ">=1,<2"), ("*", ""), ("", ""), ("1.*", "==1.*"), ("1.2.3", "==1.2.3"),
        ("=1.2", "==1.2"), (">=3.8,<4.0", ">=3.8,<4.0"), (">=3.8 <4.0", ">=3.8,<4.0"), ("~=1.4", "~=1.4"),
        ("!=2", "!=2"), ("^3.7 || ^3.9", None), ("git+x", None), ("^1.0b2", ">=1.0b2,<2"), ("> 1, < 2", ">1,<2"),
    ],
)  # fmt: skip
def test_poetry(text: str, expected: str | None) -> None:
    assert poetry_specifier(text) == expected
    SpecifierSet(expected or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=3.9", "==3.9.*"), ("==3.9", "==3.9"), ("3.9", "==3.9"), ("3.9.*", "==3.9.*"), ("=3.9.*", "==3.9.*"),
        (">=3.8,<3.12", ">=3.8,<3.12"), ("", ""), ("1|2", None),
    ],
)  # fmt: skip
def test_conda(text: str, expected: str | None) -> None:
    assert conda_specifier(text) == expected
