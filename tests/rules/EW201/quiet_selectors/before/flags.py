import os

PROD = os.environ.get("PROD")
