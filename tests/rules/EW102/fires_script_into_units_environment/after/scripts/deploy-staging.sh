#!/bin/bash
cd /srv/shop-staging && git pull
/srv/shop-staging/venv/bin/pip install -r requirements.txt
systemctl restart shop-staging
