import os
from pathlib import Path

from dotenv import load_dotenv

HERE = Path(__file__).resolve().parent
load_dotenv(HERE / f".env.{os.getenv('APP_ENV', 'development')}")
TOKEN = os.environ["BILLING_TOKEN"]
app = object()
