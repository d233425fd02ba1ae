#!/bin/sh
sudo pip install -r requirements.txt
