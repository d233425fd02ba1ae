import pickle
from pathlib import Path

from flask import Flask

app = Flask(__name__)
model = pickle.load(open(Path(__file__).resolve().parent / "model.sav", "rb"))
