import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

STATIC_URL = "static/"
STATIC_ROOT = os.path.join(BASE_DIR, "/staticfiles")
MEDIA_ROOT = BASE_DIR / "/media/covers"
LOGS = os.path.join(BASE_DIR, "logs", "shop.log")
