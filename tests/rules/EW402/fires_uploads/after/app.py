import os
from pathlib import Path

from flask import Flask, request

BASE_DIR = Path(__file__).resolve().parent

app = Flask(__name__)
app.config["UPLOAD_FOLDER"] = str(BASE_DIR / "uploads")


@app.post("/photo")
def photo():
    file = request.files["photo"]
    file.save(os.path.join(app.config["UPLOAD_FOLDER"], file.filename))
    return "ok"


@app.post("/avatar")
def avatar():
    file = request.files["avatar"]
    file.save(BASE_DIR / ("static/avatars/" + file.filename))
    return "ok"


@app.post("/note")
def note():
    with open(BASE_DIR / "data" / "notes.txt", "a") as notes:
        notes.write(request.form["note"])
    return "ok"
