from fastapi import FastAPI

from db import engine
from settings import settings

app = FastAPI(title=settings["name"], debug=engine is None)
