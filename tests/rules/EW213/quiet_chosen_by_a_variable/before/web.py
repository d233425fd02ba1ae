import os

from dotenv import load_dotenv

load_dotenv(f".env.{os.environ['APP_ENV']}")
SECRET_KEY = os.environ["SECRET_KEY"]
app = object()
