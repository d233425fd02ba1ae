"""How soon a key is answered while a large tree is probed."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from envwizard.tui.steps import PITFALLS
from tests.support import write_tree
from tests.terminal import Terminal

FILES, KEYS = 40_000, 10
# Seconds: what the bar allows, and what one key may take where the machine has other work.
MEDIAN, LONGEST = 0.1, 1.0
SOURCE = "import os\n\n\ndef main(path):\n    return os.environ.get('HOME', path)\n" * 12


@pytest.mark.slow
def test_keys_are_answered_while_the_project_is_probed(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "large", {f"pkg{n // 100}/m{n}.py": SOURCE for n in range(FILES)})
    with Terminal(str(root), columns=120, rows=40) as terminal:
        terminal.wait_for("Probing large", "probing, read-only")
        took = []
        for number in range(KEYS):
            step = PITFALLS[number % len(PITFALLS)]
            began = time.perf_counter()
            terminal.press(step.key)
            terminal.wait_for(f"─ {step.number} {step.name}  ")
            took.append(time.perf_counter() - began)
            shown = terminal.quiet(0.05)
        told = ", ".join(f"{seconds * 1000:.0f}" for seconds in took)
        assert "probing, read-only" in shown, f"the probe was too quick to tell: {told} ms"
        # The first key of a kind builds its screen, and imports it.
        assert statistics.median(took) <= MEDIAN, f"{told} ms"
        assert max(took) <= LONGEST, f"{told} ms"
        terminal.press("q")
        assert terminal.wait_exit() == 130
