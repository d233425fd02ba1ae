import sys

from dotenv import load_dotenv

load_dotenv()

from app.config import SECRET_KEY  # noqa: E402
from json import (  # the usual ones  # noqa: E402
    dumps,
    loads,
)
import app.models  # noqa: F401, E402

print(SECRET_KEY, dumps, loads, sys)
