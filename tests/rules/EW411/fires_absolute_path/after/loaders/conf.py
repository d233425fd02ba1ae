import os

import yaml


def load():
    return yaml.safe_load(open(os.getenv("CONFIG_PATH") or "/opt/pipeline/loaders/config.yml"))
