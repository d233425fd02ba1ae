import os

bind = '${HOST}:${PORT:-9000}'
workers = int(os.environ.get("WEB_CONCURRENCY", 2))
