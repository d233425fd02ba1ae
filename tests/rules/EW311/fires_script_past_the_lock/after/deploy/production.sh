#!/usr/bin/env bash
set -euo pipefail
cd /srv/shop
git pull --ff-only
# Quiet, for the log.
venv/bin/python -m pip install --require-hashes -q -r "requirements.txt"
sudo systemctl restart shop
