import os
from pathlib import Path

import yaml

CONFIG_PATH = str(Path(os.getenv("CONFIG_PATH") or Path(__file__).resolve().parents[1] / "config" / "app.yaml"))


def load():
    with open(CONFIG_PATH) as file:
        return yaml.safe_load(file)
