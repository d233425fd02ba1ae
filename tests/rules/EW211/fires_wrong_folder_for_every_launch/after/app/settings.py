import os
from pathlib import Path

from dotenv import load_dotenv

load_dotenv(dotenv_path=Path(__file__).resolve().parent / '.env')  # values of the shop
KEY = os.getenv("KEY", "dev")
ROOT = Path(__file__).resolve().parent.parent
