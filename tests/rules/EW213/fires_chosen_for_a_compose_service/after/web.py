import os
from pathlib import Path

from dotenv import load_dotenv

# The environment's own file comes first: what it sets, the one below leaves alone.
load_dotenv(Path(__file__).resolve().parent / f".env.{os.getenv('APP_ENV', 'development')}")
load_dotenv()
SECRET_KEY = os.environ["SECRET_KEY"]
app = object()
