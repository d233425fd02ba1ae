from pathlib import Path

BASE_DIR = Path("/srv/shop")
DATA = BASE_DIR / "data"
