from pathlib import Path

import yaml

BASE_DIR = Path(__file__).resolve().parent.parent

try:
    with open(BASE_DIR / "config" / "shelf.yaml", encoding="utf-8") as file:
        TITLE = yaml.safe_load(file)["title"]
except FileNotFoundError:
    TITLE = "Shelf"
