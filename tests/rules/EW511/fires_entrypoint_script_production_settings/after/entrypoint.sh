#!/bin/sh
set -e
python manage.py migrate
exec gunicorn config.wsgi -b 0.0.0.0:8000 -w 3
