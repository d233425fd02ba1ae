import os

SECRET_KEY = os.getenv("SECRET_KEY", "dev")
DATABASE_URL = os.environ["DATABASE_URL"]
