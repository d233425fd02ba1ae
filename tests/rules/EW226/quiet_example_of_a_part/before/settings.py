import os

SECRET_KEY = os.environ["SECRET_KEY"]
MAIL_HOST = os.environ["MAIL_HOST"]
MAIL_USER = os.environ.get("MAIL_USER")
PATH = os.environ["PATH"]
