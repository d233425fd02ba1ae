#!/bin/bash
envsubst < /app/site.template > /etc/nginx/sites-available/default
nginx -t
service nginx restart
gunicorn tides.wsgi -w "$GUNICORN_WORKERS"
