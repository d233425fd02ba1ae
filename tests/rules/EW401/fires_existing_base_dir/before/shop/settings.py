import logging
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

logging.basicConfig(filename='/home/anna/shop/logs/shop.log')
PRICES = open('/home/anna/shop/data/prices.csv').read()
