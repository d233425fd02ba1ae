"""Which needs of well-known distributions a list of pins lacks, and from which releases on."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.analysis.dependencies.known_dependencies import missing_dependencies
from envwizard.probes.requirements import probe_requirements
from tests.support import sources_of


@pytest.mark.parametrize(
    ("pins", "missing"),
    [
        ("gunicorn==22.0.0", [("gunicorn", "packaging")]),
        ("gunicorn==26.0.0", [("gunicorn", "packaging")]),
        ("gunicorn==26.1.0", []),
        ("gunicorn==27.0.1", []),
        ("gunicorn==21.2.0", []),
        ("python-dateutil==2.9.0.post0", [("python-dateutil", "six")]),
        ("python-dateutil==4.0.0", []),
        ("openai==2.54.0\npydantic==2.0", [("openai", "httpx")]),
        ("flask", []),
    ],
)
def test_needs_hold_for_the_releases_that_have_them(tmp_path: Path, pins: str, missing: list[tuple[str, str]]) -> None:
    (file,) = probe_requirements(sources_of({"requirements.txt": pins + "\n"}, tmp_path))
    names = frozenset(one.name for one in file.requirements)
    found = missing_dependencies(file.requirements, names)
    assert [need for need in found if need[0] != "pydantic"] == missing
