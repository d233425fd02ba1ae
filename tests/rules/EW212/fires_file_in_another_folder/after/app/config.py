import os
from pathlib import Path

from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / "deploy" / ".env")
SECRET_KEY = os.getenv("SECRET_KEY", "dev")
