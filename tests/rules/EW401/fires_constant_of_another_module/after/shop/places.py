import os

REPORT = os.getenv("DAILY_PATH") or "/opt/reports-of-anna/daily.csv"
