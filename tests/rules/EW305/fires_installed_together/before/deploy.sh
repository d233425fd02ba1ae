#!/bin/sh
venv/bin/pip install -r requirements.txt -r requirements-web.txt
sudo systemctl restart shop
