#!/bin/bash
sudo apt-get install -y python3-venv python3-picamera2
python3 -m venv --system-site-packages ~/camera/venv
~/camera/venv/bin/pip install -r requirements.txt
