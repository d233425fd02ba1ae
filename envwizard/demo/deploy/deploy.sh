#!/bin/sh
# Runs on the production host after `git pull`.
set -e
cd /srv/shop
sudo pip install -r requirements.txt
sudo systemctl restart shop-reports
