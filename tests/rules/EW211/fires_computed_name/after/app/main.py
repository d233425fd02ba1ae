import os
from pathlib import Path

from dotenv import load_dotenv

MODE = os.getenv("APP_ENV", "development")
load_dotenv(Path(__file__).resolve().parents[1] / f".env.{MODE}")
