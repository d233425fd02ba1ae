import json
import os
from pathlib import Path

DATA_DIR = Path(__file__).resolve().parents[1] / "data"
DOCUMENTS_DIR = DATA_DIR / "documents"
DOCUMENTS_DIR.mkdir(parents=True, exist_ok=True)
INDEX = DATA_DIR / "index.json"


def index():
    with open(INDEX) as file:
        return json.load(file)


def size(name):
    return os.path.getsize(DOCUMENTS_DIR / name)
