import json
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SETTINGS = json.loads(Path(os.environ.get("BOT_SETTINGS", "bot.json")).read_text())
