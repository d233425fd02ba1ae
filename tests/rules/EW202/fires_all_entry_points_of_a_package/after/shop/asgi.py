"""The shop under uvicorn."""

# First of all: it loads the env file.
import shop.env

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.core.asgi import get_asgi_application

application = get_asgi_application()
