import load_env  # noqa: F401
from app import config


def create_app():
    return config.SECRET_KEY
