#!/bin/sh
apt-get update
apt-get install -y python3 python3-pip libpq-dev;
pip3 install -r requirements.txt;
systemctl enable postgresql
if [ -n "$MIGRATE" ]; then
  python3 manage.py migrate
fi
nohup gunicorn clinic.wsgi -b 127.0.0.1:8000 &
cd /var/log
python3 report.py
