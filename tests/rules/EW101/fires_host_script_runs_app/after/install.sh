#!/bin/sh
sudo apt-get -y update
sudo apt-get install -y python3-flask
export APP_URL=0.0.0.0
.venv/bin/python app.py
