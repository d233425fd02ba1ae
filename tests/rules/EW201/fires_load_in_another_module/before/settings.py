import os

from dotenv import load_dotenv

load_dotenv()
settings = {"name": os.environ["NAME"]}
