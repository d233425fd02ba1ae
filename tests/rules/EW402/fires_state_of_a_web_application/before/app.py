import json
import os

from flask import Flask, request

app = Flask(__name__)


@app.post("/order")
def order():
    orders = []
    if os.path.exists("orders.json"):
        with open("orders.json") as file:
            orders = json.load(file)
    with open("orders.json", "w") as file:
        json.dump([*orders, request.form["name"]], file)
    return "ok"
