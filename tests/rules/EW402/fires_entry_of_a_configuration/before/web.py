import json

from flask import Flask

app = Flask(__name__)
app.config["VISITS_FILE"] = "visits.json"


@app.post("/visit")
def visit():
    with open(app.config["VISITS_FILE"]) as file:
        visits = json.load(file)
    with open(app.config["VISITS_FILE"], "w") as file:
        json.dump([*visits, "now"], file)
    return {}
