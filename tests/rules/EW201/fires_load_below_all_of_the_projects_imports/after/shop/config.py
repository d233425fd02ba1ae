import os

SECRET = os.getenv("SECRET", "dev")
