#!/bin/bash
cd /srv/shop || exit 1
git pull
source /srv/shop/venv/bin/activate
/srv/shop/venv/bin/python -m pip install -r requirements.txt
systemctl restart shop
