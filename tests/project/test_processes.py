"""Work that is shared out among processes comes back whole and in order, whatever becomes of one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

# In a program of its own: pytest's workers have threads, beside which nothing is forked.
_PROGRAM = """
import os, sys
from envwizard.project import processes

processes._FEWEST = 10
processes._processors = lambda: 4
first = os.getpid()

def work(items):
    if sys.argv[1] == "fail" and os.getpid() != first and 25 in items:
        raise ValueError("no")
    if sys.argv[1] == "kill" and os.getpid() != first and 60 in items:
        os.kill(os.getpid(), 9)
    if sys.argv[1] == "stop" and os.getpid() == first:
        raise KeyboardInterrupt
    pids.add(os.getpid())
    return bytes(items)

pids = set()
try:
    found = processes.shared_out(work, list(range(100)))
except KeyboardInterrupt:
    found = b"stopped"
try:
    os.waitpid(-1, os.WNOHANG)
    left = "children are left"
except ChildProcessError:
    left = "none left"
print(found == bytes(range(100)), len(pids), left)
"""


@pytest.mark.parametrize(
    ("how", "told"),
    [("well", "True 1 none left"), ("fail", "True 1 none left"), ("kill", "True 1 none left"),
     ("stop", "False 0 none left")],
)  # fmt: skip
def test_the_pieces_come_back_in_order_and_no_process_stays(how: str, told: str) -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM, how], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == told


def test_a_scan_with_processes_says_the_same(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from envwizard.engine.session import Session
from envwizard.project import processes
from envwizard.workspace.demo import copy_demo

root = copy_demo(Path(sys.argv[1]) / "shop")
(root / "marked.py").write_text("# envwizard: ignore[EW401] a test" + chr(10) + "x = 1" + chr(10))
(root / "huge.py").write_bytes(b"#" * 3_000_000)
def told():
    session = Session.open(str(root), state=Path(sys.argv[1]) / "state")
    report = session.scan()
    found = [(one.rule, str(one.location), one.message.render()) for one in report.findings]
    assert len(report.failures) == len(set(map(str, report.failures)))
    return found, sorted(map(str, report.failures)), session.facts.looked_at
alone = told()
processes._FEWEST = 2
processes._processors = lambda: 4
print(told() == alone, len(alone[0]) > 20)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == "True True", done.stderr[-2000:]
