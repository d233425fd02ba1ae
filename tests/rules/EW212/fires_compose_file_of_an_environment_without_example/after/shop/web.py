import os

from shop import settings

SMTP_PASSWORD = os.environ.get("SMTP_PASSWORD")
MAIL_FROM = os.environ["MAIL_FROM"]
app = object()
