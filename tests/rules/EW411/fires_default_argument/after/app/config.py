import os
from pathlib import Path

import yaml


def load(path=str(Path(os.getenv("CONFIG_PATH") or Path(__file__).resolve().parents[1] / "config" / "app.yaml")), encoding="utf-8"):
    with open(path, encoding=encoding) as file:
        return yaml.safe_load(file)


CONFIG = load(encoding="latin-1")
