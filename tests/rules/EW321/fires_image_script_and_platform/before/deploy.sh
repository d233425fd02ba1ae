#!/bin/sh
cd /srv/shop
venv/bin/pip install -r requirements.txt
systemctl restart shop
