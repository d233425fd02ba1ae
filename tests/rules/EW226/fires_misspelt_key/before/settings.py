import os

from dotenv import load_dotenv

load_dotenv()

SECRET_KEY = os.getenv("SEKRET_KEY", "default-value")
ALLOWED_HOSTS = os.getenv("ALLOWED_HOSTS", "").split(",")
USER = os.getenv("POSTGRES_USER")
PASSWORD = os.getenv("POSTGRES_PASSWORD")
