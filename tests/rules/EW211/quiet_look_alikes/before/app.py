from flask import Flask

from project import Config, load_dotenv

app = Flask(__name__)
Config(".env")
open_env = lambda name: name
open_env(".env")
load_dotenv(".env")
