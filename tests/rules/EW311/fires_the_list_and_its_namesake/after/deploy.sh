#!/bin/sh
set -e
cd /srv/shop
venv/bin/pip install --require-hashes -r dev-requirements.txt -r requirements.txt
sudo systemctl restart shop
