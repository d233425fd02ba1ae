"""``envwizard explain``: the page of a rule."""

from __future__ import annotations

import argparse
import sys

from envwizard.engine.registry import find_rule


def run(said: argparse.Namespace) -> int:
    """Print the rule's page."""
    sys.stdout.write(find_rule(said.code).page.strip() + "\n")
    return 0
