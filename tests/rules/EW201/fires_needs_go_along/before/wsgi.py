import os
from pathlib import Path

from shop.factory import create_app

from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent
ENV_FILE = BASE_DIR / ".env"
NAME = "shop"

load_dotenv(ENV_FILE)
application = create_app(NAME)
