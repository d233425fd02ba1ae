import os

from dotenv import load_dotenv

load_dotenv()
app = os.environ["TITLE"]
