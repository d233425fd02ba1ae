#!/bin/bash
set -e
cd /srv/shop
git pull --ff-only
pip3 install -r requirements.txt
python3 manage.py migrate
systemctl restart shop
