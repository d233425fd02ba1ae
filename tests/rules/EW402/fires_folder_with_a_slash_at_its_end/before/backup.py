import os
import shutil

from flask import Flask

app = Flask(__name__)


@app.post("/backup/<version>")
def backup(version):
    folder = f"./history/backup-{version}/"
    os.makedirs(folder, exist_ok=True)
    shutil.copy(os.path.abspath(__file__), folder + "backup.py")
    with open(folder + "README", "r") as file:
        return file.read()
