from fastapi import FastAPI

from app.config import settings

app = FastAPI(title=settings.secret_key[:1])
