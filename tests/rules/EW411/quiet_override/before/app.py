import os
import sys
from pathlib import Path

import yaml

BASE_DIR = Path(__file__).resolve().parent
FIRST = yaml.safe_load(open(os.getenv("CONFIG_PATH") or BASE_DIR / "config.yaml"))
SECOND = yaml.safe_load(open(os.environ.get("CONFIG_PATH", "config.yaml")))


def third(path):
    return yaml.safe_load(Path(path).read_text())


FOURTH = yaml.safe_load(open(sys.argv[1])) if len(sys.argv) > 1 else None
