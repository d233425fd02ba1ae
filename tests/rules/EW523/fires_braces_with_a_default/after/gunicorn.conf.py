import os

bind = os.environ.get("HOST", "0.0.0.0") + ":" + os.environ.get("PORT", "9000")
workers = int(os.environ.get("WEB_CONCURRENCY", 2))
