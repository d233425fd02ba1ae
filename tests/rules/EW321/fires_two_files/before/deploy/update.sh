#!/bin/sh
set -eu
cd /srv/app
.venv/bin/pip install -r requirements.txt
systemctl restart app
