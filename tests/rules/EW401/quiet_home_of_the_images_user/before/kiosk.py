from pathlib import Path

PROFILE = Path("/home/kiosk/.config/browser").read_text()
SPOOL = open("/home/printer/spool/jobs.db").read()
STAMP = open("/STAMP.txt").read()
STAMPS = open("/stamps.log").read()
