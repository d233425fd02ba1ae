"""The shop."""

import logging

from fastapi import FastAPI
from app.config import SECRET_KEY
from dotenv import load_dotenv

logging.basicConfig()

# Values of this machine.
load_dotenv()  # see .env.example

app = FastAPI(title=SECRET_KEY)
