"""Prices."""

import json
from pathlib import Path


def rates():
    with open(Path(__file__).resolve().parents[1] / "data" / "rates.json", encoding="utf-8") as file:
        return json.load(file)
