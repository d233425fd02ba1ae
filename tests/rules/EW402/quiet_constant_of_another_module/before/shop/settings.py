import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
RATES = BASE_DIR / "data" / "rates.csv"
STATE = os.environ.get("STATE", "data/state.csv")
FIXTURE = "data/rates.csv"
NAME = "rates.csv"
