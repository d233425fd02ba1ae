"""``envwizard facts``: what the probes saw."""

from __future__ import annotations

import argparse
import sys

from envwizard.engine.session import Session
from envwizard.reporters.facts_json import facts_json


def run(said: argparse.Namespace) -> int:
    """Scan the project and print its facts; values of env files are masked."""
    session = Session.open(said.path, ignore=())
    report = session.scan()
    sys.stdout.write(facts_json(session.facts))
    return 3 if report.crashed else 0
