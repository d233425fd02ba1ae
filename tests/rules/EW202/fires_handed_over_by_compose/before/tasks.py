from celery import Celery

import settings

app = Celery("tasks", broker=settings.BROKER)
