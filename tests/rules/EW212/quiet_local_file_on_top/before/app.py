import os
from pathlib import Path

from dotenv import load_dotenv

HERE = Path(__file__).resolve().parent
load_dotenv(HERE / ".env.local")
load_dotenv(HERE / ".env.test")
TOKEN = os.environ["TOKEN"]
