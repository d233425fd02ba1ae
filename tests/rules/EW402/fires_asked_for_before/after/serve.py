"""The web process."""

import os
from pathlib import Path

from flask import Flask

app = Flask(__name__)

# A key of its own for each installation.
if os.path.isfile(Path(__file__).resolve().parent / 'secret_key.txt'):
    app.secret_key = open(Path(__file__).resolve().parent / 'secret_key.txt').read().strip()

if not os.path.exists(Path(__file__).resolve().parent / 'spool'):
    os.makedirs(Path(__file__).resolve().parent / 'spool')
