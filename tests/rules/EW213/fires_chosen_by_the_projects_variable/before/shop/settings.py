import os
from pathlib import Path

import dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
dotenv.load_dotenv(BASE_DIR / ".env")  # this machine

DEBUG = os.environ.get("DJANGO_ENV") != "production"
SECRET_KEY = os.environ["SECRET_KEY"]
