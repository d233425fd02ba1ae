import os
from pathlib import Path

BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = Path(__file__).resolve().parent.parent
STATIC = os.path.join(BASE_DIR, "static")
UP = "../data"
