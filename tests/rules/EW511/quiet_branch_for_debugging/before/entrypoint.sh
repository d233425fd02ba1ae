#!/bin/sh
if [ "$DEBUG" = "1" ]; then
    exec gunicorn shop.wsgi -b 0.0.0.0:8000 --reload
else
    exec gunicorn shop.wsgi -b 0.0.0.0:8000 -w 4
fi
