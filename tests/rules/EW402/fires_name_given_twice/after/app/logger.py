import logging
import os
from pathlib import Path

LOG_DIR = "logs"
LOG_DIR = str(Path(__file__).resolve().parents[1] / LOG_DIR)
os.makedirs(LOG_DIR, exist_ok=True)
logging.basicConfig(filename=os.path.join(LOG_DIR, "app.log"))
