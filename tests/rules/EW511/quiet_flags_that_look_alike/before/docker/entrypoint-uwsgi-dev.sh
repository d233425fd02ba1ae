#!/bin/sh
exec uwsgi --http :8000 --py-autoreload 1 --reload-mercy 5
