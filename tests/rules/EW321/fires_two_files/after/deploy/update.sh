#!/bin/sh
set -eu
cd /srv/app
.venv/bin/pip install -r requirements.txt
.venv/bin/pip check
systemctl restart app
