import os


def token():
    return os.getenv("TOKEN", "none")
