#!/bin/bash
# Brings the release onto the host.
cd /srv/shop || exit 1

update() {
    git pull --ff-only
    venv/bin/pip install --require-hashes -r requirements.txt  # the lock
    venv/bin/pip check || exit 1
}

update
sudo systemctl restart shop
