import json
import os
from pathlib import Path

with open(Path(os.getenv("CONFIG_PATH") or os.path.dirname(__file__) + "/config.json"), "r") as file:
    VALUES = json.load(file)
