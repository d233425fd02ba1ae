#!/bin/sh
exec gunicorn -c conf/gunicorn.py shop.wsgi
