#!/bin/sh
WORKERS=$((2 * $(nproc) + 1))
exec gunicorn -b 0.0.0.0:8000 --workers "$WORKERS" shop.wsgi
