import json
import os

from shop.store import connect

STOCKS_PATH = "data/stocks.db"


def prepare():
    os.makedirs("data/made", exist_ok=True)
    with open("data/prices.json") as file:
        prices = json.load(file)
    with open("data/made/report.json", "w") as file:
        json.dump(prices, file)
    with open("other/made.log", "a") as file:
        file.write("prepared\n")
    return connect(STOCKS_PATH)
