#!/bin/sh
set -e
cd /srv/shop
. venv/bin/activate
pip install -r requirements.txt
systemctl restart shop
