#!/bin/sh
apt-get update && apt-get install -y gcc
pip install --user -r requirements.txt
