import os
from pathlib import Path

import yaml

with open(os.getenv("CONFIG_PATH") or Path(__file__).resolve().parents[1] / "config" / "app.yaml") as file:
    CONFIG = yaml.safe_load(file)
