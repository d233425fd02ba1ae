import os
from pathlib import Path

import environ
from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / ".env")
load_dotenv(os.path.join(BASE_DIR, ".env.local"))
load_dotenv(f"{BASE_DIR}/.env.shared")
env = environ.Env()
env.read_env(str(BASE_DIR / ".env"))
