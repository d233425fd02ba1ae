#!/bin/bash
set -e
cd /srv/shop
git pull --ff-only
python3 -m venv .venv
.venv/bin/python -m pip install -r requirements.txt
.venv/bin/python manage.py migrate
systemctl restart shop
