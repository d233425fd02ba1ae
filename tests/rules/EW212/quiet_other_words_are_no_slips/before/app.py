import os
from pathlib import Path

from dotenv import load_dotenv

HERE = Path(__file__).resolve().parent
load_dotenv(HERE / ".env")
load_dotenv(HERE / ".env.local", override=True)
load_dotenv(HERE / ".env.test")
load_dotenv(HERE / ".env2")
KEY = os.environ["KEY"]
