import sqlite3
from pathlib import Path

from flask import Flask

app = Flask(__name__)


@app.get("/")
def orders():
    return {"orders": sqlite3.connect(Path(__file__).resolve().parent / "orders.db").execute("SELECT count(*) FROM orders").fetchone()[0]}
