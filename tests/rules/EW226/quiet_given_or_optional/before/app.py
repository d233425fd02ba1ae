import os

from dotenv import load_dotenv

load_dotenv()
C = os.environ["CACHE_URL"]
D = os.environ["DB_URL"]
L = os.getenv("LIMIT", "3")
