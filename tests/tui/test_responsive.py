"""Keys while a large tree is probed, in a real terminal."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from tests.terminal import Terminal

_SOURCE = (
    "import os\n\nROOT = os.path.dirname(__file__)\n\n\ndef name_{n}(value):\n    return os.path.join(ROOT, value)\n"
)
_HELP = "Keys of this screen"
_BUSY = "probing, read-only"


@pytest.mark.slow
@pytest.mark.timed
def test_keys_are_answered_at_once_while_forty_thousand_files_are_probed(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("flask\n")
    for folder in range(400):
        place = tmp_path / f"package_{folder}"
        place.mkdir()
        for number in range(100):
            (place / f"module_{number}.py").write_text(_SOURCE.format(n=number) * 8)
    busy: list[float] = []
    idle: list[float] = []
    with Terminal(str(tmp_path), columns=120, rows=40) as terminal:
        terminal.wait_for(_BUSY)
        while len(idle) < 20:
            times = busy if _BUSY in terminal.text() else idle
            for key, shown, gone in (("?", _HELP, None), ("\x1b", "", _HELP)):
                began = time.monotonic()
                terminal.press(key)
                terminal.wait_for(shown, absent=gone)
                times.append(time.monotonic() - began)
    assert len(busy) >= 6, f"the probe was over after {len(busy)} keys"
    # On a machine that has other things to do, keys take their time without a probe as well.
    assert statistics.median(busy) < max(0.1, 1.5 * statistics.median(idle)), (busy, idle)
