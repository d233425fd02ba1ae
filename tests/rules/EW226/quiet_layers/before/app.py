import os

from dotenv import load_dotenv

load_dotenv()
T = os.environ["API_TOKEN"]
