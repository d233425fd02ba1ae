"""``envwizard environments``: the matrix and what each loader of env files finds, as text or JSON."""

from __future__ import annotations

import argparse
import sys

from envwizard.cli.answers import answers_of
from envwizard.engine.session import Session
from envwizard.reporters.env_file_table import env_files_text
from envwizard.reporters.json_report import matrix_json
from envwizard.reporters.plain import matrix_text


def run(said: argparse.Namespace) -> int:
    """Scan the project and print what each environment really runs with."""
    report = Session.open(said.path, answers=answers_of(said), roots=said.root).scan()
    if said.format == "json":
        sys.stdout.write(matrix_json(report.matrix, report.env_file_lookups))
    else:
        found = env_files_text(report.env_file_lookups)
        sys.stdout.write(matrix_text(report.matrix) + (f"\n{found}" if found else ""))
    return 3 if report.crashed else 0
