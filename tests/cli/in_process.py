"""The command line within the test's own process: what a test of many calls can afford."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
from pathlib import Path

from envwizard.cli.main import run


def envwizard(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line and give what it wrote and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    here = Path.cwd()
    os.chdir(cwd or here)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(list(arguments))
    finally:
        os.chdir(here)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())
