import os
from pathlib import Path

import yaml


def load():
    return yaml.safe_load(open(Path(os.getenv("CONFIG_PATH") or "/opt/pipeline/loaders/config.yml")))
