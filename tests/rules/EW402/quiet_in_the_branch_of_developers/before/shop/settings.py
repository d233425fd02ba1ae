import os

DEBUG = os.environ.get("DEBUG") == "1"
if DEBUG:
    MEDIA_ROOT = "media"
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
else:
    MEDIA_ROOT = "/srv/shop/media"
    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}
if not DEBUG:
    STATIC_ROOT = "/srv/shop/static"
else:
    UPLOAD_DIR = "uploads"
