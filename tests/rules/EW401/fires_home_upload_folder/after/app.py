from pathlib import Path

from flask import Flask

UPLOAD_FOLDER = str(Path(__file__).resolve().parent / "uploads")

app = Flask(__name__)
app.config["UPLOAD_FOLDER"] = UPLOAD_FOLDER
