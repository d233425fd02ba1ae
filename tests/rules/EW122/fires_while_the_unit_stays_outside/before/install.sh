#!/bin/sh
apt-get install -y python3-pip
pip3 install -r requirements.txt
cp deploy/bot.service /etc/systemd/system/
systemctl enable --now bot
