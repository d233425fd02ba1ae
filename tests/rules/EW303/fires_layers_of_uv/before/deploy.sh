#!/bin/sh
set -e
.venv/bin/python -m pip install -r requirements/base.txt -r requirements/prod.txt
sudo systemctl restart shop
