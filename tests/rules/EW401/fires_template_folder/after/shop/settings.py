import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.getenv("TEMPLATES_PATH") or "/storefront/templates"],
        "APP_DIRS": True,
    },
]
