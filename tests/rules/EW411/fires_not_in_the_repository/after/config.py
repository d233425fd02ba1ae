import json
import os

with open(os.getenv("CONFIG_PATH") or os.path.dirname(__file__) + "/config.json", "r") as file:
    VALUES = json.load(file)
