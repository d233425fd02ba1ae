from pathlib import Path

import tomllib

SETTINGS = tomllib.loads(Path("settings.toml").read_text())
