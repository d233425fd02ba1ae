import os

from flask import Flask

app = Flask(__name__)
app.config["VISITS"] = "visits.json"
if "STATE_DIRECTORY" in os.environ:
    app.config["VISITS"] = os.path.join(os.environ["STATE_DIRECTORY"], "visits.json")


@app.post("/visit")
def visit():
    with open(app.config["VISITS"], "a") as file:
        file.write("now\n")
    return {}
