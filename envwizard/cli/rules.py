"""``envwizard rules``: the list of all rules."""

from __future__ import annotations

import argparse
import sys

from envwizard.engine.registry import all_rules
from envwizard.reporters.plain import rules_table


def run(said: argparse.Namespace) -> int:
    """Print code, point, name, severity and summary of every rule."""
    sys.stdout.write(rules_table(all_rules()))
    return 0
