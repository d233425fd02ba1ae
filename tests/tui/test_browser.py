"""The wizard in a web browser: through textual-serve, in a headless Chromium.

Both are no dependencies. The Python that has textual-serve and playwright is this one or the one that BROWSER_PYTHON
names: ``python -m venv X && X/bin/pip install textual-serve playwright && BROWSER_PYTHON=X/bin/python pytest ..``.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pyte
import pytest

from envwizard.workspace.demo import copy_demo
from tests.rule_case import snapshot
from tests.terminal import PROJECT

WALK = Path(__file__).with_name("browser_walk.py")
PYTHON = os.environ.get("BROWSER_PYTHON", sys.executable)
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


def missing() -> str:
    """Say what is not there."""
    if CHROMIUM is None:
        return "Chromium is not installed"
    found = subprocess.run([PYTHON, "-c", "import textual_serve, playwright"], capture_output=True)
    return (
        "" if found.returncode == 0 else f"{PYTHON} has no textual-serve and playwright; BROWSER_PYTHON names another"
    )


def screen(raw: bytes) -> str:
    """Give the text that a terminal shows that was sent this; larger than the page's, whose size is not known here."""
    shown = pyte.Screen(200, 60)
    pyte.ByteStream(shown).feed(raw)
    return "\n".join(line.rstrip() for line in shown.display)


@pytest.mark.slow
def test_the_whole_walk_in_a_browser(tmp_path: Path) -> None:
    if reason := missing():
        pytest.skip(reason)
    shop = copy_demo(tmp_path / "shop")
    before = snapshot(shop)
    command = shlex.join(
        ["env", f"PYTHONPATH={PROJECT}", f"XDG_STATE_HOME={tmp_path}", sys.executable, "-m", "envwizard", str(shop)]
    )
    steps = [
        ("probe", (), ("Probed shop", "Continue", "Quit")),
        ("matrix", ("e",), ("requirements.txt",)),
        ("cell", ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"), ("docker-compose.prod.yml:5",)),
        ("finding", ("Enter",), ("EW201",)),
        ("preview", ("p",), ("Apply 1 file",)),
        ("applied", ("a",), ("probed", "left in the project")),
        ("undone", ("u",), ("1 file is as it was", "left in the project")),
        ("step", ("n",), ("late-load",)),
        ("editor", ("o",), ("wsgi.py:7 yourself",)),
    ]
    plan = {
        "command": command,
        "chromium": CHROMIUM,
        "steps": [{"name": name, "keys": keys, "words": words} for name, keys, words in steps],
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    subprocess.run([PYTHON, str(WALK), str(tmp_path / "plan.json"), str(tmp_path)], check=True, timeout=240)
    for name, _, words in steps:
        text = screen((tmp_path / f"{name}.bin").read_bytes())
        assert [word for word in words if word not in text] == [], text
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
    assert snapshot(shop) == before
    assert (tmp_path / "closed").read_text() == "1", "q must end it"


def test_what_a_browser_is_sent_is_frames_only(tmp_path: Path) -> None:
    """Where Textual is told to draw elsewhere, no terminal is needed; the summary stays out of the frames."""
    shop = copy_demo(tmp_path / "shop")
    environment = {
        **os.environ, "PYTHONPATH": str(PROJECT), "XDG_STATE_HOME": str(tmp_path),
        "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
    }  # fmt: skip
    leave = json.dumps({"type": "quit"}).encode()
    ended = subprocess.run(
        [sys.executable, "-m", "envwizard", str(shop)],
        input=b"M" + len(leave).to_bytes(4, "big") + leave,
        env=environment, capture_output=True, timeout=30,
    )  # fmt: skip
    assert ended.returncode in (1, 130)
    kinds, rest = [], ended.stdout.removeprefix(b"__GANGLION__\n")
    assert rest != ended.stdout
    while rest:
        end = 5 + int.from_bytes(rest[1:5], "big")
        kinds.append(rest[:1])
        rest = rest[end:]
    assert set(kinds) == {b"D", b"M"}
    assert b"No changes were made to any file." in ended.stderr
