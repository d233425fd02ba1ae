"""Settings, read once when this module is imported."""

import os

import yaml

SECRET_KEY = os.getenv("SECRET_KEY", "dev")
CURRENCY = os.getenv("SHOP_CURRENCY", "USD")

with open("config/settings.yaml") as file:
    SETTINGS = yaml.safe_load(file)
