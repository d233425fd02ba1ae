from fastapi import FastAPI

from settings import settings
from db import engine

app = FastAPI(title=settings["name"], debug=engine is None)
