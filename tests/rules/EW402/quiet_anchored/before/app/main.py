import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
RATES = (BASE_DIR / "rates.json").read_text()
HELP = open(os.path.join(os.path.dirname(__file__), "help.txt")).read()
UP = open(os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + "/VERSION").read()
