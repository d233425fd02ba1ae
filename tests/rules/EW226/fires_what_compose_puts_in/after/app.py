import os

MAIL_TOKEN = os.environ["MAIL_TOKEN"]
REGION = os.environ["REGION"]
