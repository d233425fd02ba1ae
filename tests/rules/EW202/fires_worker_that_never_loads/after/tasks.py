# First of all: it loads the env file.
import load_env

from celery import Celery

import settings

app = Celery("tasks", broker=settings.BROKER)
