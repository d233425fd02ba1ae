#!/bin/bash
set -euo pipefail

update() {
    cd /srv/shop
    /srv/shop/venv/bin/pip install -q -r requirements.txt
    /srv/shop/venv/bin/pip check
}

update
sudo systemctl restart shop
