"""Alembic's environment."""

import os

from dotenv import load_dotenv

load_dotenv(".env")

URL = os.environ["DATABASE_URL"]
