#!/bin/bash
git pull origin main
pip3 install -r requirements.txt
pkill gunicorn
nohup gunicorn shop:app --bind 0.0.0.0:8000 &
