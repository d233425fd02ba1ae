import os

from app import names

TEMPLATES = os.path.join(os.path.dirname(__file__), "..", "templates")
