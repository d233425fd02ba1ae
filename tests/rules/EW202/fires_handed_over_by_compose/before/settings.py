import os

TITLE = os.getenv("TITLE", "shop")
BROKER = os.getenv("BROKER", "redis://localhost")
