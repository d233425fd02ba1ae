import os
import tomllib

with open(os.environ.get("SHOP_CONFIG", "./shop.toml"), "rb") as file:
    CONFIG = tomllib.load(file)
