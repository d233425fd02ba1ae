#!/bin/bash
ssh web1 <<'EOF'
cd /srv/shop
source venv/bin/activate
pip install -r requirements.txt
sudo systemctl restart shop
EOF
