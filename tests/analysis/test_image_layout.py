"""A path from the source's place is offered only where the images have the source in the same folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rule_case import scan
from tests.support import write_tree

_SOURCE = 'import json\n\nRATES = json.load(open("data/rates.json"))\n'


@pytest.mark.parametrize(
    ("copies", "offered"),
    [("COPY . /srv", True), ("COPY backend /srv/backend\nCOPY data /srv/data", True), ("COPY backend /srv", False)],
)
def test_the_image_has_the_folders_above(copies: str, offered: bool, tmp_path: Path) -> None:
    tree = {
        "Dockerfile": f'FROM python:3.12-slim\nWORKDIR /srv\n{copies}\nCMD ["python", "backend/main.py"]\n',
        "backend/main.py": _SOURCE,
        "data/rates.json": "{}\n",
    }
    session, report = scan(write_tree(tmp_path / "project", tree), tmp_path / "state", "EW402")
    plan = session.plan(report.findings)
    assert bool(plan.fixes) is offered
    if not offered:
        assert "/srv/main.py" in plan.left_out[0].reason.render()
