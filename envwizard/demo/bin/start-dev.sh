#!/bin/sh
set -e
cd "$(dirname "$0")/.."
. .venv/bin/activate
exec gunicorn wsgi:application --reload --bind 127.0.0.1:8000
