import os
from pathlib import Path

from dotenv import load_dotenv


def find_env_file():
    chosen = os.environ.get("SHOP_ENV_FILE")
    if chosen and Path(chosen).is_file():
        return Path(chosen)
    if os.getenv("SHOP_PORTABLE") == "1":
        return Path(__file__).with_name("portable.env")
    return Path(__file__).with_name(".env")


ENV_FILE = find_env_file()
load_dotenv(ENV_FILE)

KEY = os.environ["KEY"]
