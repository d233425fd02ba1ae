import os

DEBUG = os.environ.get("DEBUG") == "1"
if not DEBUG:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
