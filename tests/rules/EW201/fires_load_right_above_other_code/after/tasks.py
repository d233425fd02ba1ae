import os

from celery import Celery
from dotenv import load_dotenv

load_dotenv()

import limits

os.environ.setdefault("TZ", "UTC")

app = Celery("shelf", broker=limits.BROKER)
