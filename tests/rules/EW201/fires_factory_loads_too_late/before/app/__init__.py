from flask import Flask
from app.config import Config
from dotenv import load_dotenv


def create_app():
    load_dotenv()
    app = Flask(__name__)
    app.config.from_object(Config)
    return app
