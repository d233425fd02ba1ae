from dotenv import load_dotenv

load_dotenv()

from core.theme import theme
from flask import Flask

app = Flask(theme.color)
