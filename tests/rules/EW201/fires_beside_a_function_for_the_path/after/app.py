import os
from pathlib import Path

from dotenv import load_dotenv


def find_env_file():
    return Path(__file__).with_name(".env")


load_dotenv(find_env_file())

REGION = os.getenv("REGION", "eu")
