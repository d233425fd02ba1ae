"""Alembic's environment."""

import os
from pathlib import Path

from dotenv import load_dotenv

load_dotenv(Path(__file__).resolve().parents[2] / ".env")

URL = os.environ["DATABASE_URL"]
