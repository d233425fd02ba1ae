import sys

from app.config import SECRET_KEY
from dotenv import load_dotenv
from json import (  # the usual ones
    dumps,
    loads,
)
import app.models  # noqa: F401

load_dotenv()

print(SECRET_KEY, dumps, loads, sys)
