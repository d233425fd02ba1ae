import os

from flask import Flask, request

app = Flask(__name__)
app.config["UPLOAD_FOLDER"] = "uploads"


@app.post("/photo")
def photo():
    file = request.files["photo"]
    file.save(os.path.join(app.config["UPLOAD_FOLDER"], file.filename))
    return "ok"


@app.post("/avatar")
def avatar():
    file = request.files["avatar"]
    file.save("static/avatars/" + file.filename)
    return "ok"


@app.post("/note")
def note():
    with open("data/notes.txt", "a") as notes:
        notes.write(request.form["note"])
    return "ok"
