import os

from dotenv import load_dotenv

load_dotenv()

KEY = os.environ["MAIL_API_KEY"]
SENDER = os.getenv("MAIL_SENDER", "nobody@localhost")
