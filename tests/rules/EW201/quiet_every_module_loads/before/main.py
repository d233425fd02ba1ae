from dotenv import load_dotenv
from fastapi import FastAPI

from database import URL

load_dotenv()
app = FastAPI(title=URL)
