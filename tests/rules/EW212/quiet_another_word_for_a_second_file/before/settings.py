import os
from pathlib import Path

from dotenv import load_dotenv

HERE = Path(__file__).resolve().parent
load_dotenv(HERE / ".env")
load_dotenv(HERE / ".environment")

TOKEN = os.environ["BILLING_TOKEN"]
