import sys

import yaml


def load(path="config/app.yaml"):
    with open(path) as file:
        return yaml.safe_load(file)


def parse(path="config/other.yaml"):
    return yaml.safe_load(open(path))


CONFIG = load(sys.argv[1])
