"""The shop."""

import logging

from dotenv import load_dotenv
from fastapi import FastAPI

from app.config import SECRET_KEY

load_dotenv()
logging.basicConfig()

app = FastAPI(title=SECRET_KEY)
