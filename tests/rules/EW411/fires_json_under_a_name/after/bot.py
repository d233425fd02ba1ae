import json
import os
from pathlib import Path

BOT_CONFIG = json.loads(open(os.getenv("BOT_PATH") or Path(__file__).resolve().parent / "bot.json").read())
