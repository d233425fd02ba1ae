import os
from pathlib import Path

import dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
# The environment's own file comes first: what it sets, the one below leaves alone.
dotenv.load_dotenv(BASE_DIR / f".env.{os.getenv('DJANGO_ENV', 'dev')}")
dotenv.load_dotenv(BASE_DIR / ".env")  # this machine

DEBUG = os.environ.get("DJANGO_ENV") != "production"
SECRET_KEY = os.environ["SECRET_KEY"]
