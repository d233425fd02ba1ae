import os

import yaml

CONFIG_PATH = os.getenv("CONFIG_PATH", "config/app.yaml")


def load():
    with open(CONFIG_PATH) as file:
        return yaml.safe_load(file)
