import os
from pathlib import Path

DATA = str(Path(__file__).resolve().parents[1] / "data")
TEMPLATES = str(Path(__file__).resolve().parents[1] / "templates")
HERE = os.path.dirname(__file__)
