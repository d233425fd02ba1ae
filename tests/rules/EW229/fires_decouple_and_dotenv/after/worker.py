import os

from dotenv import load_dotenv

load_dotenv()
PORT = os.environ["PORT"]
