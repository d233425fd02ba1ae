#!/bin/sh
cd /srv/shop
venv/bin/pip install -r requirements.txt
venv/bin/pip check || exit 1
systemctl restart shop
