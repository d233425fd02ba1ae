#!/bin/sh
. venv/bin/activate
pip install -r requirements.txt
ssh deploy@shop.example.com <<'EOF'
cd /srv/shop
venv/bin/python -m pip install -r requirements.txt
sudo systemctl restart shop
EOF
