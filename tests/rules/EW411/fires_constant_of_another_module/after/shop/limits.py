import yaml

from .places import LIMITS

with open(LIMITS) as file:
    limits = yaml.safe_load(file)
