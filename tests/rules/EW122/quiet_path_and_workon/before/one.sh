#!/bin/bash
apt-get update
export PATH="/srv/shop/venv/bin:$PATH"
pip install -r requirements.txt
