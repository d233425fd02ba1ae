import configparser
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
parser = configparser.ConfigParser()
parser.read("conf/service.ini")
