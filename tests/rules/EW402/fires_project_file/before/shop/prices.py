"""Prices."""

import json


def rates():
    with open("data/rates.json", encoding="utf-8") as file:
        return json.load(file)
