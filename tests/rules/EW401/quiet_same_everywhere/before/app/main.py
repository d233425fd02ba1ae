import os
from pathlib import Path

CERTIFICATES = "/etc/ssl/certs"
SCRATCH_DIR = "/tmp/shop"
LOG_FILE = "/var/log/shop/shop.log"
WORKER_TMP_DIR = "/dev/shm"
HEALTH_PATH = "/healthz"
MEDIA_URL = "/media/"
DATA_DIR = os.environ.get("DATA_DIR", "/srv/shop/data")


def dump(name):
    with open("/tmp/" + name + ".json", "w") as file:
        file.write("{}")
    return Path("/proc/self/status").read_text()
