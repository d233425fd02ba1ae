import os

BROKER = os.environ["BROKER_URL"]
