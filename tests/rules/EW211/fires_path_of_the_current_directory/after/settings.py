import os
from pathlib import Path

from dotenv import load_dotenv

env_path = Path(".") / ".env"
load_dotenv(Path(__file__).resolve().parent / ".env")
TOKEN = os.environ["TOKEN"]
