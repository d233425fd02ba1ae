import sqlite3

from flask import Flask

app = Flask(__name__)


@app.get("/")
def orders():
    return {"orders": sqlite3.connect("orders.db").execute("SELECT count(*) FROM orders").fetchone()[0]}
