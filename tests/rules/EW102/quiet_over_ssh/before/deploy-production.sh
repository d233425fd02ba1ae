#!/bin/sh
ssh www.example.com '/srv/shop/venv/bin/pip install -r requirements.txt'
