"""``envwizard environments``: the matrix as text or JSON."""

from __future__ import annotations

import argparse
import sys

from envwizard.cli.answers import answers_of
from envwizard.engine.session import Session
from envwizard.reporters.json_report import matrix_json
from envwizard.reporters.plain import matrix_text


def run(said: argparse.Namespace) -> int:
    """Scan the project and print what each environment really runs with."""
    report = Session.open(said.path, answers=answers_of(said), roots=said.root).scan()
    sys.stdout.write({"text": matrix_text, "json": matrix_json}[said.format](report.matrix))
    return 3 if report.crashed else 0
