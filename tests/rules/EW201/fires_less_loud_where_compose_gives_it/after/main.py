from dotenv import load_dotenv

load_dotenv()

from config import KEY
from fastapi import FastAPI

app = FastAPI(title=KEY)
