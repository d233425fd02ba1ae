import os
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine

BASE_DIR = Path(__file__).resolve().parent
app = Flask(__name__)
# Relative to the instance folder.
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
db = SQLAlchemy(app)

memory = create_engine("sqlite:///:memory:")
empty = create_engine("sqlite://")
absolute = create_engine("sqlite:////var/lib/shop/shop.db")
anchored = create_engine(f"sqlite:///{BASE_DIR / 'shop.db'}")
given = create_engine(os.environ["DATABASE_URL"])
