import os

RATES = open(os.getenv("RATES_FILE", "data/rates.csv")).read()
LOG_FILE = os.getenv("LOG_FILE", "logs/shop.log")
