import os
import pathlib

BASE_DIR = pathlib.Path(__file__).resolve().parents[1]
LOG_DIR = os.path.join(BASE_DIR, "logs")
os.makedirs(LOG_DIR, exist_ok=True)
