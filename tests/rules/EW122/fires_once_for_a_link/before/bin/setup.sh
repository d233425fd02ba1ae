#!/bin/sh
sudo apt-get install -y python3-pip
pip3 install -r requirements.txt
