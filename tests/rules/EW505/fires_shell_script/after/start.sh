#!/bin/sh
WORKERS=${WEB_CONCURRENCY:-4}
exec gunicorn -b 0.0.0.0:8000 --workers "$WORKERS" shop.wsgi
