#!/bin/sh
sudo -u shop /srv/shop/venv/bin/pip install -r requirements.txt
sudo /srv/shop/venv/bin/pip install -r requirements.txt
sudo -Hu shop pip install --user gunicorn
sudo apt-get install python3-pip
# sudo pip install flask
echo 'sudo pip install flask'
