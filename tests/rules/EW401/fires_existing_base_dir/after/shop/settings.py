import logging
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

logging.basicConfig(filename=BASE_DIR / 'logs' / 'shop.log')
PRICES = open(BASE_DIR / 'data' / 'prices.csv').read()
