import os
from pathlib import Path

import yaml

BASE_DIR = Path(__file__).resolve().parent.parent
CONFIG = yaml.safe_load(open(os.getenv("CONFIG_PATH") or BASE_DIR / "config" / "app.yaml"))
OTHER = yaml.safe_load(open(os.getenv("OTHER_PATH", BASE_DIR / "config" / "other.yaml")))
SYSTEM = yaml.safe_load(open(os.getenv("SYSTEM_PATH", "/etc/shop.yaml")))
ASKED = yaml.safe_load(open(os.environ["ASKED_PATH"]))
