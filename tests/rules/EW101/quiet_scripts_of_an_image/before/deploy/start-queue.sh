#!/bin/sh
exec /usr/local/bin/celery --app mill worker
