import os

from fastapi import APIRouter

JWT_SECRET = os.environ["JWT_SECRET"]
router = APIRouter()
