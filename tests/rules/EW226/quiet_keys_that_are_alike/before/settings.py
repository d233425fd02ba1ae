import os

from pydantic_settings import BaseSettings

DATABASE_URL = os.environ["DATABASE_URL"]
DATABASE_URI = os.getenv("DATABASE_URI", "")
REPLICA = os.getenv("REPLICA_URL_2")
SECRET_KEY = os.environ["SECRET_KEY"]


class Settings(BaseSettings):
    session_cookie: str = "sid"
