from flask import Flask

UPLOAD_FOLDER = "/home/anna/work/shop/uploads"

app = Flask(__name__)
app.config["UPLOAD_FOLDER"] = UPLOAD_FOLDER
