#!/usr/bin/env bash
set -euo pipefail
cd /srv/shop
git pull --ff-only
# Quiet, for the log.
venv/bin/python -m pip install -q -r "requirements.in"
sudo systemctl restart shop
