#!/bin/bash
apt-get install -y python3-venv python3-pip
python3 -m venv /srv/shop/venv
/srv/shop/venv/bin/pip install -r requirements.txt
systemctl enable shop
