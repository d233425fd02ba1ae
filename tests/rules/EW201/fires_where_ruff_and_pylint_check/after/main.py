"""The shop."""

import logging

from dotenv import load_dotenv
from fastapi import FastAPI

load_dotenv()

from app.config import SECRET_KEY  # noqa: E402  # pylint: disable=wrong-import-position

logging.basicConfig()

app = FastAPI(title=SECRET_KEY)
