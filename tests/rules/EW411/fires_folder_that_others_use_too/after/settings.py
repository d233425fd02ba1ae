import json
import os

BASE_DIR = os.path.dirname(os.path.abspath(__file__))

KEYS_PATH = os.getenv("APP_SECRETS_PATH") or os.path.join(BASE_DIR, 'app_secrets.json')
with open(KEYS_PATH) as stream:
    KEYS = json.load(stream)

STATIC_ROOT = os.path.join(BASE_DIR, 'static')
