from pathlib import Path

from app import names

TEMPLATES = str(Path(__file__).resolve().parents[1] / "templates")
