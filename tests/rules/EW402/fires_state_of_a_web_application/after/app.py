import json
import os
from pathlib import Path

from flask import Flask, request

app = Flask(__name__)


@app.post("/order")
def order():
    orders = []
    if os.path.exists(Path(__file__).resolve().parent / "orders.json"):
        with open(Path(__file__).resolve().parent / "orders.json") as file:
            orders = json.load(file)
    with open(Path(__file__).resolve().parent / "orders.json", "w") as file:
        json.dump([*orders, request.form["name"]], file)
    return "ok"
