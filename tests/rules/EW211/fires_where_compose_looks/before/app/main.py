from core.config import settings
from fastapi import FastAPI

app = FastAPI(title=settings.api_key)
