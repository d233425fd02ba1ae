#!/usr/bin/env bash
set -o errexit
apt-get install -y libpq-dev
pip install -r requirements.txt
python manage.py collectstatic --no-input
