from core.theme import theme
from dotenv import load_dotenv
from flask import Flask

load_dotenv()
app = Flask(theme.color)
