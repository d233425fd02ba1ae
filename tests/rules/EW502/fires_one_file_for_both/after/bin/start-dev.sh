#!/bin/sh
exec gunicorn -c conf/gunicorn-development.conf.py shop.wsgi
