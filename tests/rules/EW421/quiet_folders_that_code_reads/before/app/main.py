import os

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

app = FastAPI()
app.mount("/static", StaticFiles(directory="static"), name="static")


def notes():
    if os.path.exists("notes.txt"):
        return open("notes.txt").read()
    with open("log.txt", "a") as file:
        file.write("no notes")
    return open("log.txt").read()
