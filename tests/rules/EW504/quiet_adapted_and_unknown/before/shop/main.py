from a2wsgi import ASGIMiddleware
from fastapi import FastAPI

asgi = FastAPI()
app = ASGIMiddleware(asgi)
