import json
import os

with open(os.path.dirname(__file__) + "/config.json", "r") as file:
    VALUES = json.load(file)
