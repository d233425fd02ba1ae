from flask import Flask
from dotenv import load_dotenv

load_dotenv()

from app.config import Config


def create_app():
    app = Flask(__name__)
    app.config.from_object(Config)
    return app
