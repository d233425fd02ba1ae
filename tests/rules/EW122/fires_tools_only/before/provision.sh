#!/bin/sh
apt-get install -y python3-pip
pip3 install virtualenv
virtualenv /srv/app/venv
/srv/app/venv/bin/pip install -r requirements.txt
