import os

TOKEN = os.environ["TOKEN"]
app = object()
