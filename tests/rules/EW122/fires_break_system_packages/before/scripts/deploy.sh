#!/bin/bash
apt-get install -y python3-pip
pip3 install --break-system-packages -r /opt/clinic/requirements.txt
systemctl restart clinic
