#!/bin/bash
workon shop
pip install -r requirements.txt
sudo supervisorctl restart shop
