import os

from celery import Celery
from dotenv import load_dotenv

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
app = Celery("shop")
app.config_from_object("django.conf:settings", namespace="CELERY")
load_dotenv()
