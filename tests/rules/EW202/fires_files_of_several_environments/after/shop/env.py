"""Loads the env files. Import it before everything else that reads the environment."""

import os
from pathlib import Path

from dotenv import load_dotenv

_FOLDER = Path(__file__).resolve().parents[1]

# The environment's own file comes first: what it sets, the one below leaves alone.
load_dotenv(_FOLDER / f".env.{os.getenv('APP_ENV', 'development')}")
load_dotenv(_FOLDER / ".env")
