#!/bin/sh
set -e
sudo apt-get install -y python3-pip
sudo pip install -r requirements.txt
sudo -H pip3 install gunicorn==21.2.0
