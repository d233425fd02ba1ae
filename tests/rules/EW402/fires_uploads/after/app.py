import os
from pathlib import Path

from flask import Flask, request

app = Flask(__name__)
app.config["UPLOAD_FOLDER"] = str(Path(__file__).resolve().parent / "uploads")


@app.post("/photo")
def photo():
    file = request.files["photo"]
    file.save(os.path.join(app.config["UPLOAD_FOLDER"], file.filename))
    return "ok"


@app.post("/avatar")
def avatar():
    file = request.files["avatar"]
    file.save(Path(__file__).resolve().parent / ("static/avatars/" + file.filename))
    return "ok"


@app.post("/note")
def note():
    with open(Path(__file__).resolve().parent / "data" / "notes.txt", "a") as notes:
        notes.write(request.form["note"])
    return "ok"
