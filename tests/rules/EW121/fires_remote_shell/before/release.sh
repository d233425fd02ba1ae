#!/bin/sh
ssh deploy@shop.example 'cd /srv/shop && git pull && sudo pip install -r requirements.txt'
