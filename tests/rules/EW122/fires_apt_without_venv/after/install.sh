#!/bin/sh
apt-get update
apt-get install -y python3 python3-pip python3-venv libpq-dev;
python3 -m venv .venv
.venv/bin/python -m pip install -r requirements.txt;
systemctl enable postgresql
if [ -n "$MIGRATE" ]; then
  .venv/bin/python manage.py migrate
fi
nohup .venv/bin/gunicorn clinic.wsgi -b 127.0.0.1:8000 &
cd /var/log
python3 report.py
