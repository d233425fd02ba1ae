import json
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SETTINGS = json.loads(Path(os.getenv("BOT_SETTINGS") or BASE_DIR / "bot.json").read_text())
