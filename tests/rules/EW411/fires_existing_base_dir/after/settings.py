import configparser
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
parser = configparser.ConfigParser()
parser.read(Path(os.getenv("SERVICE_PATH") or BASE_DIR / "conf" / "service.ini"))
