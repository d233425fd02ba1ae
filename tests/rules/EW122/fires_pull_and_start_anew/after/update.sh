#!/bin/bash
git pull origin main
python3 -m venv .venv
.venv/bin/python -m pip install -r requirements.txt
pkill gunicorn
nohup .venv/bin/gunicorn shop:app --bind 0.0.0.0:8000 &
