from dotenv import load_dotenv

load_dotenv()

from fastapi import FastAPI

import settings

app = FastAPI(title=settings.TITLE)
