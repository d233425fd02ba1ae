import os
import tomllib
from pathlib import Path

with open(os.getenv("SHOP_CONFIG") or Path(__file__).resolve().parents[1] / "shop.toml", "rb") as file:
    CONFIG = tomllib.load(file)
