import os
from pathlib import Path

import yaml

BASE_DIR = Path(__file__).resolve().parent.parent
SETTINGS = Path(os.environ.get("SHELF_SETTINGS") or BASE_DIR / "config" / "shelf.yaml")

with open(SETTINGS, encoding="utf-8") as file:
    TITLE = yaml.safe_load(file)["title"]
