import os

SECRET_KEY = os.environ["SECRET_KEY"]
DATABASE_URL = os.getenv("DATABASE_URL", "sqlite:///shop.db")
CURRENCY = os.getenv("CURRENCY", "EUR")
HOME = os.environ["HOME"]
WORKERS = os.environ["WORKERS"]
