import os
from pathlib import Path

DEBUG = os.environ.get("DEBUG") == "1"
if not DEBUG:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).resolve().parents[1] / "db.sqlite3"}}
