import os

from dotenv import load_dotenv

load_dotenv()
TITLE = os.getenv("TITLE", "shop")
BROKER = os.getenv("BROKER", "redis://localhost")
