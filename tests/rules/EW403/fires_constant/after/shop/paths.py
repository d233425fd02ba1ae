import os
from pathlib import Path

HERE = os.path.dirname(os.path.realpath(__file__))
CACHE = str(Path(HERE).parent / "cache")
