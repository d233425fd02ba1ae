import os

ROOT = "/var/lib/shop"
DATA_DIR = ROOT + "/data"
LOG_FILE = f"{ROOT}" + "/shop.log"
CACHE_DIR = os.path.join(ROOT, "cache")
