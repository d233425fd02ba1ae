import os

from celery import Celery

import limits
from dotenv import load_dotenv

load_dotenv()
os.environ.setdefault("TZ", "UTC")

app = Celery("shelf", broker=limits.BROKER)
