"""The web process."""

import os

from flask import Flask

app = Flask(__name__)

# A key of its own for each installation.
if os.path.isfile('secret_key.txt'):
    app.secret_key = open('secret_key.txt').read().strip()

if not os.path.exists('./spool/'):
    os.makedirs('spool')
