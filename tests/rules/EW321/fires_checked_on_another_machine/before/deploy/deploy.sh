#!/bin/sh
set -eu
cd /srv/shelf
.venv/bin/python -m pip install --require-hashes -r requirements.txt
.venv/bin/python -m pip check
sudo systemctl restart shelf
