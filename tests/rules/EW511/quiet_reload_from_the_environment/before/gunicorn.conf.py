import os

bind = "0.0.0.0:8000"
workers = 4
reload = os.environ.get("RELOAD", "") == "1"
if os.environ.get("APP_ENV") == "development":
    reload = True
