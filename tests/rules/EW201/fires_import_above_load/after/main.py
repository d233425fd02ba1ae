"""The shop."""

import logging

from fastapi import FastAPI
from dotenv import load_dotenv

# Values of this machine.
load_dotenv()  # see .env.example

from app.config import SECRET_KEY

logging.basicConfig()

app = FastAPI(title=SECRET_KEY)
