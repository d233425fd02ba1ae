import json
import os
from pathlib import Path

from shop.store import connect

BASE_DIR = Path(__file__).resolve().parent

STOCKS_PATH = str(BASE_DIR / "data" / "stocks.db")


def prepare():
    os.makedirs(BASE_DIR / "data" / "made", exist_ok=True)
    with open(BASE_DIR / "data" / "prices.json") as file:
        prices = json.load(file)
    with open(BASE_DIR / "data" / "made" / "report.json", "w") as file:
        json.dump(prices, file)
    with open(BASE_DIR / "other" / "made.log", "a") as file:
        file.write("prepared\n")
    return connect(STOCKS_PATH)
