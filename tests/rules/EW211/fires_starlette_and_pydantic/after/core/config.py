from pathlib import Path

from starlette.config import Config

config = Config(Path(__file__).resolve().parents[1] / ".env")
DEBUG = config("DEBUG", cast=bool, default=False)
