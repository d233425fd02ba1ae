import logging

from dotenv import load_dotenv
from flask import Flask

load_dotenv()

from shop.health import health
from shop.config import SECRET

app = Flask(__name__)
app.secret_key = SECRET
app.add_url_rule("/health", view_func=health)
logging.info("ready")
