from pathlib import Path

import yaml
from flask import Flask

app = Flask(__name__)
limits = yaml.safe_load((Path(__file__).resolve().parent.parent / "config" / "limits.yaml").read_text())
with open("config/names.yaml") as file:
    names = yaml.safe_load(file)
