#!/bin/sh
set -e
sudo apt-get install -y python3-pip python3-venv
python3 -m venv .venv
.venv/bin/python -m pip install -r requirements.txt
.venv/bin/python -m pip install gunicorn==21.2.0
