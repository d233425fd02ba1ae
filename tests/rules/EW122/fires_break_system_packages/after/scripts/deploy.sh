#!/bin/bash
apt-get install -y python3-pip python3-venv
python3 -m venv .venv
.venv/bin/python -m pip install -r /opt/clinic/requirements.txt
systemctl restart clinic
