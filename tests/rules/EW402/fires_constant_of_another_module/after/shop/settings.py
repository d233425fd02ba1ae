from pathlib import Path

RATES = str(Path(__file__).resolve().parents[1] / "data" / "rates.csv")
PAGE_SIZE = 20


class Store:
    FILE = str(Path(__file__).resolve().parents[1] / "data" / "shop.db")
