import os

from flask import Flask, request

app = Flask(__name__)
app.config["UPLOAD_FOLDER"] = os.path.join(app.root_path, "uploads")
app.config["UPLOAD_URL"] = "media/"
UPLOAD_EXTENSIONS = ".png"


@app.post("/photo")
def photo():
    file = request.files["photo"]
    file.save(os.path.join(app.config["UPLOAD_FOLDER"], file.filename))
    request.form.save("profile/settings")
    return "ok"
