import os

IN_DOCKER = os.environ.get("IN_DOCKER") == "1"

if not IN_DOCKER:
    TABLE = open(os.getenv("TABLE_PATH") or "/home/mira/kiosk/table.csv").read()
