import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"},
    "archive": {"ENGINE": "django.db.backends.postgresql", "NAME": "archive.db"},
    "given": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DB_FILE"]},
    "quick": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
