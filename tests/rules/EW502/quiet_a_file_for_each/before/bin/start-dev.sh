#!/bin/sh
exec gunicorn -c gunicorn-dev.conf.py shop.wsgi
