import os

from dotenv import load_dotenv

load_dotenv()

DEBUG = os.getenv("DEBUG", "0") == "1"
STRIPE_API_KEY = os.environ["STRIPE_API_KEY"]
MAIL_PASSWORD = os.environ["MAIL_PASSWORD"]
REGION = os.environ["REGION"]
TIMEOUT = os.getenv("TIMEOUT", "30")
HOME = os.environ["HOME"]
