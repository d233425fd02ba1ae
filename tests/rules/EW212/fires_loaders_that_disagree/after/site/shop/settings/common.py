import os
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = os.getenv("SHOP_ENV", "dev")
env = environ.Env()
if (ROOT / f".env.{NAME}").exists():
    environ.Env.read_env(ROOT / f".env.{NAME}")
