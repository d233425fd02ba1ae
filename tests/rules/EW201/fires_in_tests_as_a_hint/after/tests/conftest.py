import os

from dotenv import load_dotenv

load_dotenv()

URL = os.environ["TEST_URL"]
