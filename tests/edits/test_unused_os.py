"""An import that a fix makes needless goes; another fix that needs it waits and brings it back."""

from __future__ import annotations

from pathlib import Path

from envwizard.engine.session import Session
from tests.support import write_tree

_SOURCE = """import os

import yaml

CONFIG = yaml.safe_load(open("config.yaml"))
NAMES = open(os.path.join(os.getcwd(), "names.txt")).read()
"""


def test_the_import_goes_and_comes(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "project", {"main.py": _SOURCE, "config.yaml": "a: 1\n", "names.txt": "n\n"})
    session = Session.open(str(root), select=["EW402", "EW411"], state=tmp_path / "state")
    texts = []
    for _ in range(2):
        report = session.scan()
        session.apply(session.preview(session.plan(report.findings)))
        texts.append((root / "main.py").read_text(encoding="utf-8"))
    assert "import os" not in texts[0]
    assert "os." not in texts[0]
    assert texts[1].startswith("import os\nfrom pathlib import Path\n")
    assert 'open(os.getenv("CONFIG_PATH") or' in texts[1]
    assert not session.scan().findings
