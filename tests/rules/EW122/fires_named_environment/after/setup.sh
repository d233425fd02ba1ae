#!/bin/bash
apt-get update && apt-get install -y python3-venv
python3 -m venv /opt/clinic/.venv
/opt/clinic/.venv/bin/python -m pip install gunicorn
/opt/clinic/.venv/bin/python -m pip install -r requirements.txt
/opt/clinic/.venv/bin/python manage.py migrate
