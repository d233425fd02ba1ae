import os
from pathlib import Path

import tomllib

SETTINGS = tomllib.loads(Path(os.getenv("CONFIG_PATH") or Path(__file__).resolve().parent / "settings.toml").read_text())
