#!/bin/sh
ssh staging.example.com '/srv/shop/venv/bin/pip install -r requirements.txt'
