#!/bin/sh
docker build -t shop:debug -f Dockerfile .
docker run -p 9000:9000 shop:debug gunicorn --bind 0.0.0.0:9000 wsgi:application
