import os

from dotenv import load_dotenv

MODE = os.getenv("APP_ENV", "development")
load_dotenv(f".env.{MODE}")
