import os
from pathlib import Path

HERE = os.path.dirname(os.path.realpath(__file__))
CACHE = str(Path(__file__).resolve().parents[1] / "cache")
