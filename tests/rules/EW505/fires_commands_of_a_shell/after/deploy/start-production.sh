#!/bin/bash
set -e
cd /srv/shop
exec venv/bin/gunicorn --workers="${WORKERS:-4}" --bind 127.0.0.1:8000 shop.wsgi
