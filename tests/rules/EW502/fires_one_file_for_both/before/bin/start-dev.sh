#!/bin/sh
exec gunicorn -c conf/gunicorn.py --reload shop.wsgi
