"""What the compiler's own text comes to, in one sentence."""

from __future__ import annotations

import pytest

from envwizard.model.migration import Layer
from envwizard.model.paths import ProjectPath
from envwizard.workflows.migration.failures import explain

LAYER = Layer("base", ProjectPath("requirements.in"), ProjectPath("requirements.txt"), ("flask>=3.1", "werkzeug<2"))


@pytest.mark.parametrize(
    ("causes", "sentence"),
    [
        (
            ("The user requested werkzeug<2", *(f"flask 3.1.{n} depends on werkzeug>=3.1.0" for n in (3, 2, 1, 0))),
            "requirements.in asks for werkzeug<2, but flask 3.1.3 and other versions of it need werkzeug>=3.1.0.",
        ),
        (
            ("The user requested werkzeug<2", "flask 3.1.3 depends on werkzeug>=3.1.0"),
            "requirements.in asks for werkzeug<2, but flask 3.1.3 needs werkzeug>=3.1.0.",
        ),
        (
            ("The user requested (constraint) werkzeug==1.0", "flask 3.1.3 depends on werkzeug>=3.1.0"),
            "a lock that it is bound to (-c) asks for werkzeug==1.0, but flask 3.1.3 needs werkzeug>=3.1.0.",
        ),
        (
            ("flask 3.1.3 depends on click>=8", "flask 3.1.2 depends on click>=8", "black 1.0 depends on click<8"),
            "flask 3.1.3 and other versions of it need click>=8, but black 1.0 needs click<8.",
        ),
    ],
)
def test_a_conflict_is_told_once_for_all_versions(causes: tuple[str, ...], sentence: str) -> None:
    lines = ("Collecting flask", "The conflict is caused by:", *(f"    {one}" for one in causes), "", "ERROR: no")
    assert explain(lines, LAYER).message.render() == (
        f"requirements.in cannot be compiled, two requirements exclude each other: {sentence}"
    )
