#!/bin/sh
set -e
cd /srv/shop
venv/bin/pip install -r dev-requirements.in -r requirements.in
sudo systemctl restart shop
