#!/bin/sh
exec gunicorn --bind '0.0.0.0:$PORT' -w 3 shop.wsgi
