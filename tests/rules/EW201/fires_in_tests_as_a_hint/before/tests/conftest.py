import os

from dotenv import load_dotenv

URL = os.environ["TEST_URL"]
load_dotenv()
