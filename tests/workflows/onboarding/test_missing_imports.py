"""What the project imports and nothing installed brings, told from the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.workflow import StepState
from envwizard.workflows.onboarding.run import Onboarding
from tests.support import write_tree

_SITE = ".venv/lib/python3.11/site-packages"
_INSTALLED = {
    "requirements.txt": "fastapi==1.0\n",
    ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.11.4\n",
    f"{_SITE}/fastapi-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: fastapi\nVersion: 1.0\n",
    f"{_SITE}/fastapi-1.0.dist-info/RECORD": "fastapi/__init__.py,,\n",
}


@pytest.mark.parametrize(
    ("source", "state", "seen"),
    [
        ("import fastapi\nimport helper\nimport os\n", StepState.DONE, "distributions fit together"),
        (
            "try:\n    import ujson\nexcept ImportError:\n    ujson = None\n",
            StepState.DONE,
            "distributions fit together",
        ),
        (
            "from flask.cli import load_dotenv\nfrom fastapi import FastAPI\nload_dotenv()\napp = FastAPI()\n",
            StepState.ATTENTION,
            "main.py:1 cannot import flask",
        ),
    ],
)
def test_checks_tell_what_nothing_brings(tmp_path: Path, source: str, state: StepState, seen: str) -> None:
    root = write_tree(
        tmp_path,
        {
            **_INSTALLED,
            "main.py": source,
            "helper.py": "",
            "tests/test_a.py": "import pytest\n",
            "{{name}}/a.py": "import numpy\n",
        },
    )
    (root / ".venv/bin").mkdir()
    (root / ".venv/bin/python").symlink_to("/usr/bin/env")
    task = Onboarding(Session.open(str(root))).checklist.task("checks")
    assert task.state is state
    assert str(task.seen).endswith(seen)


def test_one_that_no_application_needs_is_only_noted(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {**_INSTALLED, "plot.py": "import pandas as pd\n"})
    (root / ".venv/bin").mkdir()
    (root / ".venv/bin/python").symlink_to("/usr/bin/env")
    task = Onboarding(Session.open(str(root))).checklist.task("checks")
    assert task.state is StepState.DONE
    assert any("imports pandas, which nothing" in str(note) for note in task.notes)
