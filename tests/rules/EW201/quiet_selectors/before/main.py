import os

from dotenv import load_dotenv
from flags import PROD

MODE = os.getenv("APP_ENV", "development")
if not PROD and os.getenv("LOAD_ENV_FILE", "1") == "1":
    load_dotenv(os.path.join(os.path.dirname(os.path.abspath(__file__)), f".env.{MODE}"))
KEY = os.environ["KEY"]
