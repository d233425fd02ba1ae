"""``envwizard demo``: the wizard on a copy of the built-in sample project."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from envwizard.cli.saying import tell
from envwizard.cli.wizard import open_wizard
from envwizard.engine.session import Session
from envwizard.model.message import msg
from envwizard.workspace.demo import copy_demo


def run(said: argparse.Namespace) -> int:
    """Copy the sample to a temporary folder and open the wizard on it; the folder stays, and its path is told."""
    root = copy_demo(Path(tempfile.mkdtemp(prefix="envwizard-demo-")) / "shop")
    if said.path_only:
        sys.stdout.write(f"{root}\n")
        return 0
    tell(msg("the sample project is in {root}", root=root))
    from envwizard.tui.summary import program_name

    opened = argparse.Namespace(path=str(root), select=[], ignore=[], root=[], inline=said.inline, ascii=said.ascii)
    code = open_wizard(Session.open(str(root)), opened)
    again = f"{program_name()} {root}"
    tell(
        msg("the sample project stays in {root}: `{again}` opens it again. Delete the folder when done.",
            root=root, again=again)
    )  # fmt: skip
    return code
