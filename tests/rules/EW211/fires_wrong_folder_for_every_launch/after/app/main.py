from fastapi import FastAPI

from app.settings import KEY

app = FastAPI()
