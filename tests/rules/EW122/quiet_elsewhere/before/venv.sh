#!/bin/sh
apt-get install -y python3-venv
python3 -m venv "$APP/venv"
"$APP/venv/bin/pip" install -r requirements.txt
sudo -u app /srv/app/venv/bin/pip install gunicorn
