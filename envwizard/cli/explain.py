"""``envwizard explain``: the page of a rule."""

from __future__ import annotations

import argparse
import sys

from envwizard.engine.registry import find_rule
from envwizard.model.page import page_in


def run(said: argparse.Namespace) -> int:
    """Print the rule's page."""
    sys.stdout.write(page_in(find_rule(said.code).page) + "\n")
    return 0
