#!/bin/sh
sudo pip3 install virtualenv
virtualenv venv
venv/bin/pip install -r requirements.txt
