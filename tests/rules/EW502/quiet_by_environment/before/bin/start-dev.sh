#!/bin/sh
exec gunicorn --reload shop.wsgi
