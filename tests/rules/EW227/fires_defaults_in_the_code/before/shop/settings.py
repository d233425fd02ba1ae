import os

DEBUG = os.getenv("DEBUG", "0") == "1"
PAGE_SIZE = int(os.getenv("PAGE_SIZE", 20))
SESSION_SECRET = os.getenv("SESSION_SECRET", "Velvet-77-Anchor")
GREETING = os.environ.get("GREETING", "Good day to all")
