#!/bin/sh
if [ "$DEBUG" = 1 ]; then
    exec python manage.py runserver 0.0.0.0:8000
fi
exec gunicorn -b :8000 -w 3 shop.wsgi
