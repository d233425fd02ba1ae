# First of all: it loads the env file.
import load_env

from fastapi import FastAPI

import settings

app = FastAPI(title=settings.TITLE)
