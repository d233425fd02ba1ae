#!/bin/bash
pip3 install -r requirements.txt
nohup gunicorn shop:app --bind 0.0.0.0:8000 &
